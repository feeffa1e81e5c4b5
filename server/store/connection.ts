import { fileURLToPath } from 'node:url';
import { Sqlite3Client } from '@libsql/client/sqlite3';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import Libsql from 'libsql';
import { DatabaseFault, translated } from './faults.ts';

type Client = ReturnType<PrismaLibSql['createClient']>;
type Transaction = Awaited<ReturnType<Client['transaction']>>;
type Statement = Parameters<Transaction['execute']>[0];
type Config = ConstructorParameters<typeof PrismaLibSql>[0];
/** Told of every fault that a statement met. */
type Notice = (fault: DatabaseFault) => void;

/**
 * Prisma's libsql adapter on one connection for as long as the database is open.
 *
 * The stock client gives its connection away to each transaction and opens another one after it: PRAGMAs are forgotten,
 * a transaction takes twice as long, and its file handles stay open until the garbage collector comes by (1,900 after
 * 1,000 transactions). One connection is safe because the adapter lets nothing else through until a transaction ends.
 *
 * Every statement comes by here, so this is where a full disk or a damaged file is called by its name: Prisma hands on
 * an error that is none of its own as it is.
 */
export class OneConnection extends PrismaLibSql {
  readonly #notice: Notice;

  constructor(config: Config, notice: Notice = () => {}) {
    super(config);
    this.#notice = notice;
  }

  override createClient(config: Config): Client {
    const { url, timeout } = config;
    const options = timeout === undefined ? {} : { timeout };
    const name = (error: unknown): never => {
      throw this.#named(error);
    };
    const database = attempt(() => new Libsql(fileURLToPath(url), options), name);
    const client = new Sqlite3Client(fileURLToPath(url), options, database, 'number');
    const [execute, executeMultiple] = [client.execute.bind(client), client.executeMultiple.bind(client)];
    client.execute = (statement: Statement) => execute(statement).catch(name);
    client.executeMultiple = (sql) => executeMultiple(sql).catch(name);
    // A statement that found the database locked stays open until the garbage collector comes by, and as long as a
    // BEGIN does, no COMMIT is let through. `exec` leaves none.
    const exec = (sql: string): void => void attempt(() => database.exec(sql), name);
    client.transaction = async () => {
      // The write lock at once: a transaction that reads first and asks for the lock later can be refused whatever
      // the busy timeout, when somebody else has written in between.
      exec('BEGIN IMMEDIATE');
      return transactionOn(client, exec);
    };
    return client;
  }

  #named(error: unknown): unknown {
    const named = translated(error);
    if (named instanceof DatabaseFault) this.#notice(named);
    return named;
  }
}

/** The part of a transaction that the adapter uses. */
function transactionOn(client: Client, exec: (sql: string) => void): Transaction {
  // On a full or broken disk SQLite undoes the transaction by itself: a statement after that would stand alone.
  let fault: DatabaseFault | undefined;
  const part: Pick<Transaction, 'execute' | 'commit' | 'rollback'> = {
    execute: async (statement: Statement) => {
      if (fault) throw fault;
      return client.execute(statement).catch((error) => {
        if (error instanceof DatabaseFault) fault = error;
        throw error;
      });
    },
    commit: async () => {
      try {
        if (fault) throw fault;
        exec('COMMIT');
      } catch (error) {
        // The adapter lets others in after this: they must not find themselves inside a transaction left open.
        attempt(
          () => exec('ROLLBACK'),
          () => {},
        );
        throw error;
      }
    },
    rollback: async () => exec('ROLLBACK'),
  };
  return part as Transaction;
}

function attempt<T, U>(call: () => T, failed: (error: unknown) => U): T | U {
  try {
    return call();
  } catch (error) {
    return failed(error);
  }
}
