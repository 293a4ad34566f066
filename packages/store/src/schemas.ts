/** What plugins of this package take, for who only wants to check it: loads nothing of what they do. */
export { type BudgetOptions, budgetSchema } from './budget-options.ts'
export { type StoreOptions, storeSchema } from './store-options.ts'
