/** What the global setup hands to the test files. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** The database server all test files share; each makes its own database in it. */
    postgresUrl: string
    /** Empty where there is no Redis. */
    redisUrl: string
  }
}

/** The migrated, never used database that the others are copied from. */
export const TEMPLATE = 'sounding_template'
