import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InventoryKind, InventoryState } from './customer-vocabulary.js';

/** A thing lent with a subscription: a SIM, a router. */
@Entity({ name: 'subscription_inventory' })
export class InventoryItem {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  subscriptionId: string;

  @Column('text')
  kind: InventoryKind;

  @Column('text')
  serial: string;

  @Column('text', { nullable: true })
  description: string | null;

  @Column('text')
  state: InventoryState;

  @Column('timestamptz')
  createdAt: Date;
}
