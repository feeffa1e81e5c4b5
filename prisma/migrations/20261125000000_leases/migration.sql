-- AlterTable
ALTER TABLE "Job" ADD COLUMN "leaseUntil" DATETIME;
ALTER TABLE "Job" ADD COLUMN "notBefore" DATETIME;

-- AlterTable
ALTER TABLE "Run" ADD COLUMN "notes" TEXT;
ALTER TABLE "Run" ADD COLUMN "valid" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Score" ADD COLUMN "valid" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "Request" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "digest" TEXT NOT NULL,
    "jobId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "Request_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RunArtifact" (
    "runId" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,

    PRIMARY KEY ("runId", "digest", "role", "step"),
    CONSTRAINT "RunArtifact_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Upload" (
    "digest" TEXT NOT NULL PRIMARY KEY,
    "size" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Request_jobId_idx" ON "Request"("jobId");

-- CreateIndex
CREATE INDEX "RunArtifact_digest_idx" ON "RunArtifact"("digest");

-- Until now every rewind went back to the beginning.
UPDATE "Event" SET "next" = 0, "header" = json_set("header", '$.valid', 0) WHERE "type" = 'rewind';

UPDATE "Run" SET "valid" = COALESCE((
  SELECT MAX("next") FROM "Event" WHERE "runId" = "Run"."id" AND "type" = 'batches' AND "split" = 'valid'
), 0);
UPDATE "Score" SET "valid" = COALESCE((
  SELECT ("Score"."epoch" + ("Score"."split" = 'valid')) * json_extract("facts", '$.steps.valid') FROM "Run" WHERE "id" = "Score"."runId"
), 0);

-- What earlier runs have kept, the weights and the optimizer of each checkpoint; the size is not known any more.
INSERT OR IGNORE INTO "RunArtifact" ("runId", "digest", "role", "step", "size")
SELECT "runId", json_extract("header", '$.artifact'), 'checkpoint', "first", 0 FROM "Event" WHERE "type" = 'checkpoint'
UNION ALL
SELECT "runId", json_extract("header", '$.optimizer'), 'checkpoint', "first", 0 FROM "Event"
WHERE "type" = 'checkpoint' AND json_extract("header", '$.optimizer') IS NOT NULL
UNION ALL
SELECT "id", json_extract("spec", '$.init.artifact'), 'init', 0, 0 FROM "Job"
WHERE json_extract("spec", '$.init.artifact') IS NOT NULL
UNION ALL
SELECT "id", json_extract("spec", '$.init.optimizer'), 'init', 0, 0 FROM "Job"
WHERE json_extract("spec", '$.init.optimizer') IS NOT NULL
UNION ALL
SELECT "id", json_extract("spec", '$.init.from.artifact'), 'init', 0, 0 FROM "Job"
WHERE json_extract("spec", '$.init.from.artifact') IS NOT NULL
UNION ALL
SELECT "id", json_extract("spec", '$.init.from.optimizer'), 'init', 0, 0 FROM "Job"
WHERE json_extract("spec", '$.init.from.optimizer') IS NOT NULL;

-- New fields of the spec, as they were until now.
UPDATE "Job" SET "spec" = json_set("spec", '$.priority', 0, '$.notBefore', json('null'));
UPDATE "Job" SET "spec" = json_set("spec", '$.checkpoint.everyBatches', json('null'), '$.checkpoint.everySeconds', json('null'), '$.checkpoint.keepLast', json('null'))
WHERE json_extract("spec", '$.kind') = 'train';
