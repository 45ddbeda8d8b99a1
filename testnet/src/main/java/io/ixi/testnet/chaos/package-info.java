/**
 * Real validators that are killed, stopped and starved of disk while accounts pay each other through their doors.
 *
 * <p>A transfer counts as acknowledged when a validator said that it is final. At the end every acknowledged transfer
 * must be in the chain of every validator, once, and the receiver's balance must be their sum.
 */
@NullMarked
package io.ixi.testnet.chaos;

import org.jspecify.annotations.NullMarked;
