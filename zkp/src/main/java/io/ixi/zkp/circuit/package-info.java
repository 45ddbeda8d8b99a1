/**
 * How a statement is written down. A circuit is a straight-line program over words of four field elements: hash, climb
 * a Merkle path, multiply, check a range, compare with a public input. {@link io.ixi.zkp.circuit.Builder} is the
 * language, {@link io.ixi.zkp.circuit.Machine} the one set of constraints that every program runs on, and
 * {@link io.ixi.zkp.circuit.Circuit} the compiled program. Pure.
 */
@NullMarked
package io.ixi.zkp.circuit;

import org.jspecify.annotations.NullMarked;
