/** A problem's texts in Arabic; parts in braces are filled from the error's `extra`. */
export interface ProblemText {
  readonly detail: string;
  readonly hint?: string;
}
