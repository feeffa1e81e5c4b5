import { PrismaLibSql } from '@prisma/adapter-libsql';

type Client = ReturnType<PrismaLibSql['createClient']>;
type Transaction = Awaited<ReturnType<Client['transaction']>>;

/**
 * Prisma's libsql adapter on one connection for as long as the database is open.
 *
 * The stock client gives its connection away to each transaction and opens another one after it: PRAGMAs are forgotten,
 * a transaction takes twice as long, and its file handles stay open until the garbage collector comes by (1,900 after
 * 1,000 transactions). One connection is safe because the adapter lets nothing else through until a transaction ends.
 */
export class OneConnection extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config);
    client.transaction = async () => {
      // The write lock at once: a transaction that reads first and asks for the lock later can be refused whatever
      // the busy timeout, when somebody else has written in between.
      await client.execute('BEGIN IMMEDIATE');
      return transactionOn(client);
    };
    return client;
  }
}

/** The part of a transaction that the adapter uses. */
function transactionOn(client: Client): Transaction {
  const part: Pick<Transaction, 'execute' | 'commit' | 'rollback'> = {
    execute: (statement: Parameters<Transaction['execute']>[0]) => client.execute(statement),
    commit: async () => {
      try {
        await client.execute('COMMIT');
      } catch (error) {
        // The adapter lets others in after this: they must not find themselves inside a transaction left open.
        await client.execute('ROLLBACK').catch(() => {});
        throw error;
      }
    },
    rollback: async () => {
      await client.execute('ROLLBACK');
    },
  };
  return part as Transaction;
}
