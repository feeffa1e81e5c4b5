-- CreateTable
CREATE TABLE "Job" (
    "number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "losses" INTEGER NOT NULL DEFAULT 0,
    "maxAttempts" INTEGER NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "device" TEXT NOT NULL,
    "worker" TEXT,
    "error" TEXT,
    "spec" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "queuedAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "dataset" TEXT NOT NULL,
    "facts" TEXT,
    "device" TEXT,
    "steps" INTEGER,
    "lastSeq" INTEGER NOT NULL DEFAULT 0,
    "step" INTEGER NOT NULL DEFAULT 0,
    "epochs" INTEGER NOT NULL DEFAULT 0,
    "loss" REAL,
    "accuracy" REAL,
    "paceStep" INTEGER NOT NULL DEFAULT 0,
    "paceFrom" DATETIME,
    "paceTo" DATETIME,
    CONSTRAINT "Run_id_fkey" FOREIGN KEY ("id") REFERENCES "Job" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Tag" (
    "runId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "place" INTEGER NOT NULL,

    PRIMARY KEY ("runId", "name"),
    CONSTRAINT "Tag_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Score" (
    "runId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "split" TEXT NOT NULL,
    "loss" REAL,
    "accuracy" REAL,
    "seconds" REAL NOT NULL,
    "step" INTEGER NOT NULL,

    PRIMARY KEY ("runId", "epoch", "split"),
    CONSTRAINT "Score_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Event" (
    "runId" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "time" DATETIME NOT NULL,
    "split" TEXT,
    "first" INTEGER,
    "next" INTEGER,
    "step" INTEGER NOT NULL,
    "header" TEXT NOT NULL,
    "columns" BLOB,

    PRIMARY KEY ("runId", "seq"),
    CONSTRAINT "Event_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Job_id_key" ON "Job"("id");

-- CreateIndex
CREATE INDEX "Job_state_priority_queuedAt_number_idx" ON "Job"("state", "priority" DESC, "queuedAt", "number");

-- CreateIndex
CREATE INDEX "Run_accuracy_id_idx" ON "Run"("accuracy", "id");

-- CreateIndex
CREATE INDEX "Run_loss_id_idx" ON "Run"("loss", "id");

-- CreateIndex
CREATE INDEX "Run_dataset_idx" ON "Run"("dataset");

-- CreateIndex
CREATE INDEX "Tag_name_idx" ON "Tag"("name");

-- CreateIndex
CREATE INDEX "Event_runId_type_seq_idx" ON "Event"("runId", "type", "seq");

