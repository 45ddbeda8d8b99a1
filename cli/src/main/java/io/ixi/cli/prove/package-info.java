/**
 * What a wallet does itself, so that its secrets never leave it: finding and spending shielded notes, and proving
 * things about credentials. Asks a node only for what everybody sees.
 */
@NullMarked
package io.ixi.cli.prove;

import org.jspecify.annotations.NullMarked;
