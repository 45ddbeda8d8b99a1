/**
 * The statements that IXI proves: a pass from a credential, a shielded transfer, a total over records. Each is a record
 * of public data with one byte form, a circuit, and a class that turns a holder's data into the circuit's secrets.
 * {@link io.ixi.zkp.statement.Statement#verify} is the only door a ledger needs. Pure.
 */
@NullMarked
package io.ixi.zkp.statement;

import org.jspecify.annotations.NullMarked;
