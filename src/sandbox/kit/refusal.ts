/** An answer that refuses a call or a control command; a vendor's own error extends it with the vendor's shape. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  body(): object {
    return { error: { message: this.message } };
  }
}
