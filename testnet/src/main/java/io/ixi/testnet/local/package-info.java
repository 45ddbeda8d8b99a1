/**
 * A network of validators as processes on loopback.
 *
 * <p>Its directory: {@code testnet.json} (what was made; written last, so its absence tells a half-written directory),
 * {@code genesis.json}, one home per validator, {@code processes.json} (who runs), {@code lib/} (the jars that run, so
 * that a new build does not pull them from under running processes), {@code lock}.
 */
@NullMarked
package io.ixi.testnet.local;

import org.jspecify.annotations.NullMarked;
