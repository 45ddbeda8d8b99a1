/**
 * The replica: one single-threaded object that interprets the consensus core's effects against ports, and the thread
 * that drives it.
 *
 * <p>Rules that everything here keeps:
 *
 * <ul>
 *   <li>Only {@link io.ixi.node.replica.Replica} touches replica state, on one thread. Slow work runs behind
 *       {@link io.ixi.node.replica.Tasks} and comes back as an {@link io.ixi.node.replica.Event}.
 *   <li>Whatever a signature stands on leaves through {@link io.ixi.node.replica.Outbox}, which opens only after the
 *       journal is on disk. Finality is acted upon behind the same door.
 *   <li>Time enters through {@link io.ixi.node.replica.Clock}; the owner calls {@code tick} at {@code nextDeadline}.
 *   <li>A block is certified only when it was executed here, so consensus is never ahead of execution unnoticed.
 * </ul>
 */
@NullMarked
package io.ixi.node.replica;

import org.jspecify.annotations.NullMarked;
