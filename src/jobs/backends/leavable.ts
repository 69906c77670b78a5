import type { BackendFactory, IQueueBackend } from 'bullmq'

/** BullMQ goes by these words: it neither tries again nor complains when it is being closed. */
const CLOSED = 'Connection is closed.'

/**
 * A backend on Redis that can be closed while Redis is away. A worker's commands are kept until Redis is back, however
 * long that takes, and closing waits for them: once `left` is aborted they are all refused.
 */
export function leavable<B extends IQueueBackend, C>(
  factory: BackendFactory<B, C>,
  left: AbortSignal,
): BackendFactory<B, C> {
  return (...made) =>
    new Proxy(factory(...made), {
      get(backend, name) {
        // Unforced it says QUIT: kept without an end on one connection, and on another refused, after which that one
        // goes on trying to connect for ever.
        if (name === 'close') return () => backend.close(true)
        const member: unknown = Reflect.get(backend, name, backend)
        if (typeof member !== 'function') return member
        return (...args: readonly unknown[]) => {
          const answer: unknown = Reflect.apply(member, backend, args)
          return answer instanceof Promise ? unlessLeft(answer, left) : answer
        }
      },
    })
}

function unlessLeft<T>(answer: Promise<T>, left: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new Error(CLOSED))
    if (left.aborted) leave()
    left.addEventListener('abort', leave, { once: true })
    const answered = () => left.removeEventListener('abort', leave)
    answer.then(resolve, reject).then(answered)
  })
}
