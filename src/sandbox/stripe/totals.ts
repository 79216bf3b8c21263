/** Money that this account holds by currency, in minor units: charges less refunds and lost disputes. */
export class Totals {
  private readonly held = new Map<string, number>();

  add(currency: string, amount: number): void {
    this.held.set(currency, (this.held.get(currency) ?? 0) + amount);
  }

  list(): { currency: string; amount: number }[] {
    return [...this.held].map(([currency, amount]) => ({ currency, amount }));
  }

  clear(): void {
    this.held.clear();
  }
}
