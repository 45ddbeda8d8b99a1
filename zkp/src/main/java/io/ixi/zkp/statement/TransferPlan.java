package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;

/**
 * What a wallet wants to do with two notes: gives the statement and the circuit's secrets. The new notes are made by
 * the
 * plan, because their serials follow from the first nullifier.
 */
public final class TransferPlan {
    private final Quad spendingKey;
    private final ViewingKey key;
    private final Spend[] spends;
    private final Note[] outputs;

    /** A new note without its serial. */
    public record Output(Quad owner, long value, Quad trapdoor) {}

    /** All notes are of one asset. Nothing is checked here: the prover names the check that a bad plan breaks. */
    public TransferPlan(Quad spendingKey, Spend first, Spend second, Output one, Output two) {
        this.spendingKey = spendingKey;
        key = ViewingKey.of(spendingKey);
        spends = new Spend[] {first, second};
        long asset = first.note().asset();
        outputs = new Note[] {output(asset, one, 0), output(asset, two, 1)};
    }

    private Note output(long asset, Output output, int index) {
        Quad serial = Note.serial(nullifier(0), index);
        return new Note(asset, output.value(), output.owner(), serial, output.trapdoor());
    }

    private Quad nullifier(int index) {
        return key.nullifier(spends[index].note().serial());
    }

    /** New note 0 or 1. */
    public Note output(int index) {
        return outputs[index];
    }

    /** The statement, with the root of the tree that the paths lead to. */
    public Transfer statement(Bytes32 chain, Quad anchor, long deposit, long withdrawal, long fee, Bytes32 effects) {
        return new Transfer(
                chain,
                spends[0].note().asset(),
                anchor,
                nullifier(0),
                nullifier(1),
                outputs[0].commitment(),
                outputs[1].commitment(),
                deposit,
                withdrawal,
                fee,
                effects);
    }

    /** The vector of secrets. The prover overwrites it. */
    public long[] secrets() {
        Vector secrets = new Vector(Transfer.circuit().secrets());
        Note first = spends[0].note();
        Note second = spends[1].note();
        secrets.put(first.value(), second.value(), outputs[0].value(), outputs[1].value());
        secrets.put(spendingKey);
        for (int i = 0; i < spends.length; i++) {
            spends[i].write(secrets);
            Note output = outputs[i];
            secrets.put(new Quad(output.asset(), output.value(), 0, 0));
            secrets.put(output.owner());
            secrets.put(output.trapdoor());
        }
        return secrets.vector();
    }
}
