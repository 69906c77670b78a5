/** An error as the API answers it. */
export interface ApiError {
  readonly status: number
  readonly type:
    | 'invalid_request_error'
    | 'authentication_error'
    | 'billing_error'
    | 'permission_error'
    | 'not_found_error'
    | 'rate_limit_error'
    | 'api_error'
    | 'overloaded_error'
  readonly message: string
  readonly code?: string
}

export function invalid(message: string): ApiError {
  return { status: 400, type: 'invalid_request_error', message }
}

export function errorBody(error: ApiError, requestId: string) {
  return {
    type: 'error',
    error: {
      type: error.type,
      message: error.message,
      ...(error.code && { details: { error_code: error.code } }),
    },
    request_id: requestId,
  }
}
