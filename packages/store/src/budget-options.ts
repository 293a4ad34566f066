export interface BudgetOptions {
  /** The most pictures that a run may ask for. */
  readonly images?: number
  /** The most US dollars that a run may spend. */
  readonly usd?: number
}

export const budgetSchema = {
  type: 'object',
  properties: {
    images: { type: 'integer', minimum: 0, description: 'the most pictures that a run may pay for' },
    usd: { type: 'number', minimum: 0, description: 'the most US dollars that a run may spend' },
  },
  additionalProperties: false,
} as const
