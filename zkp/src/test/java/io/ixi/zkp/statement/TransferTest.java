package io.ixi.zkp.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.prover.BrokenWitnessException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TransferTest {
    /** Where the fields begin in the byte form: chain, asset, anchor, nullifiers, notes, amounts, effects. */
    private static final int[] FIELDS = {2, 34, 42, 74, 106, 138, 170, 202, 210, 218, 226};

    private static final int NULLIFIERS = 74;
    private static final int NOTES = 138;

    private static final long ASSET = 5;

    private final World world = new World(11);
    private final WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
    private final Quad key = world.quad();
    private final ViewingKey viewing = ViewingKey.of(key);
    private final Quad diversifier = world.quad();
    private final Quad friend = ViewingKey.of(world.quad()).owner(world.quad());

    private Note note(long asset, long value) {
        return new Note(asset, value, viewing.owner(diversifier), world.quad(), world.quad());
    }

    /** Both notes in the tree, with paths to one root. */
    private TransferPlan plan(Note first, Note second, long out, long rest) {
        int one = tree.append(first.commitment().toArray());
        int two = tree.append(second.commitment().toArray());
        return new TransferPlan(
                key,
                new Spend(first, diversifier, one, tree.path(one)),
                new Spend(second, diversifier, two, tree.path(two)),
                new TransferPlan.Output(friend, out, world.quad()),
                new TransferPlan.Output(viewing.owner(world.quad()), rest, world.quad()));
    }

    private Transfer statement(TransferPlan plan, long deposit, long withdrawal, long fee) {
        return plan.statement(World.CHAIN, Quad.of(tree.root()), deposit, withdrawal, fee, World.EFFECTS);
    }

    @Test
    void aPaymentWithChangeAndFee() {
        TransferPlan plan = plan(note(ASSET, 100), note(ASSET, 30), 77, 50);
        assertThat(world.accepts(statement(plan, 0, 0, 3), plan.secrets())).isTrue();
    }

    @Test
    void theLargestAmounts() {
        long most = Transfer.LIMIT - 1;
        TransferPlan plan = plan(note(ASSET, most), note(ASSET, most), most, most - 2);
        assertThat(world.accepts(statement(plan, most, most, 2), plan.secrets()))
                .isTrue();
    }

    @Test
    void aDepositWithoutNotes() {
        Spend first = Spend.none(ASSET, viewing, world.quad(), world.quad());
        Spend second = Spend.none(ASSET, viewing, world.quad(), world.quad());
        TransferPlan plan = new TransferPlan(
                key,
                first,
                second,
                new TransferPlan.Output(friend, 900, world.quad()),
                new TransferPlan.Output(friend, 0, world.quad()));
        Transfer deposit = statement(plan, 900, 0, 0);
        byte[] proof = world.prove(deposit, plan.secrets());
        assertThat(deposit.isShownBy(proof)).isTrue();
        byte[] form = deposit.encode();
        for (int field : FIELDS) {
            byte[] other = form.clone();
            other[field] ^= 1;
            assertThat(Statement.decode(other)).as("byte %s", field).isPresent();
            assertThat(Statement.verify(other, proof)).as("byte %s", field).isFalse();
        }
        for (int pair : new int[] {NULLIFIERS, NOTES}) {
            byte[] other = form.clone();
            System.arraycopy(form, pair, other, pair + 32, 32);
            System.arraycopy(form, pair + 32, other, pair, 32);
            assertThat(Statement.verify(other, proof)).as("pair at %s", pair).isFalse();
        }
    }

    /** The proof is bound to how a sum of withdrawal and fee is split, too: the circuit only sees the sum. */
    @Test
    void aFeeIsNotAWithdrawal() {
        TransferPlan plan = plan(note(ASSET, 100), note(ASSET, 30), 77, 50);
        byte[] proof = world.prove(statement(plan, 0, 0, 3), plan.secrets());
        assertThat(statement(plan, 0, 0, 3).isShownBy(proof)).isTrue();
        assertThat(statement(plan, 0, 3, 0).isShownBy(proof)).isFalse();
    }

    @Test
    void moneyIsNotMade() {
        TransferPlan plan = plan(note(ASSET, 100), note(ASSET, 30), 77, 54);
        assertBroken(statement(plan, 0, 0, 0), plan.secrets(), "the amounts balance");
    }

    /** An output of p - 1 is a negative amount: the sum wraps, the range does not allow it. */
    @Test
    void amountsDoNotWrap() {
        TransferPlan plan = plan(note(ASSET, 10), note(ASSET, 0), 10, 0);
        for (long negative : new long[] {Goldilocks.P - 1, Goldilocks.P - 10, 4052555153018976267L}) {
            long[] secrets = plan.secrets();
            secrets[2] = Goldilocks.sub(10, negative);
            secrets[3] = negative;
            assertBroken(statement(plan, 0, 0, 0), secrets, "an amount is a whole number below the limit");
        }
    }

    @Test
    void aNoteThatIsNotInTheTreeIsNotSpent() {
        TransferPlan plan = plan(note(ASSET, 10), note(ASSET, 5), 15, 0);
        Transfer good = statement(plan, 0, 0, 0);
        tree.append(world.quad().toArray());
        assertBroken(statement(plan, 0, 0, 0), plan.secrets(), "a note with value is in the tree");
        Transfer changed = new Transfer(
                good.chain(),
                ASSET,
                good.firstNote(),
                good.firstNullifier(),
                good.secondNullifier(),
                good.firstNote(),
                good.secondNote(),
                0,
                0,
                0,
                good.effects());
        assertBroken(changed, plan.secrets(), "a note with value is in the tree");
    }

    @Test
    void anotherAssetsNoteIsNotSpent() {
        TransferPlan ordered = plan(note(ASSET, 10), note(ASSET + 1, 10), 10, 10);
        assertBroken(statement(ordered, 0, 0, 0), ordered.secrets(), "a note's asset");
    }

    /** Whoever has only the viewing key finds the nullifier but no spending key that gives it. */
    @Test
    void onlyTheSpendingKeySpends() {
        TransferPlan plan = plan(note(ASSET, 10), note(ASSET, 5), 15, 0);
        long[] secrets = plan.secrets();
        secrets[4] = Goldilocks.add(secrets[4], 1);
        assertBroken(statement(plan, 0, 0, 0), secrets, "nullifier");
        assertThat(viewing.nullifier(Quad.ZERO)).isNotEqualTo(viewing.nullifier(new Quad(1, 0, 0, 0)));
    }

    /** A note has one nullifier: its commitment fixes serial and owner, the owner the viewing key. */
    @Test
    void aNoteHasOneNullifier() {
        TransferPlan plan = plan(note(ASSET, 10), note(ASSET, 5), 15, 0);
        for (int secret = 8; secret < 24; secret++) {
            long[] secrets = plan.secrets();
            secrets[secret] = Goldilocks.add(secrets[secret], 1);
            assertThatThrownBy(() -> world.prove(statement(plan, 0, 0, 0), secrets))
                    .isInstanceOf(BrokenWitnessException.class);
        }
    }

    @Test
    void decodingIsTotalAndExact() {
        TransferPlan plan = plan(note(ASSET, 10), note(ASSET, 5), 15, 0);
        Transfer transfer = statement(plan, 0, 0, 0);
        byte[] bytes = transfer.encode();
        assertThat(Statement.decode(bytes)).contains(transfer);
        for (int length = 0; length < bytes.length + 3; length++) {
            if (length != bytes.length) {
                assertThat(Statement.decode(Arrays.copyOf(bytes, length))).isEmpty();
            }
        }
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) 0x80;
            Statement.decode(changed).ifPresent(other -> {
                assertThat(other.encode()).isEqualTo(changed);
                assertThat(other).isNotEqualTo(transfer);
            });
        }
        byte[] same = bytes.clone();
        System.arraycopy(bytes, 2 + 32 + 8 + 32, same, 2 + 32 + 8 + 64, 32);
        assertThat(Statement.decode(same)).as("equal nullifiers").isEmpty();
        byte[] large = bytes.clone();
        Arrays.fill(large, 2 + 32 + 8, 2 + 32 + 16, (byte) 0xFF);
        assertThat(Statement.decode(large)).as("not below p").isEmpty();
        assertThat(Statement.verify(new byte[0], new byte[0])).isFalse();
        assertThat(Statement.shape(bytes)).isPresent();
    }

    @Test
    void secretsDoNotPrint() {
        Note note = note(ASSET, 123456);
        assertThat(note.toString()).isEqualTo("Note[hidden]");
        assertThat(viewing.toString()).isEqualTo("ViewingKey[hidden]");
    }

    private void assertBroken(Transfer transfer, long[] secrets, String label) {
        assertThatThrownBy(() -> world.prove(transfer, secrets))
                .isInstanceOf(BrokenWitnessException.class)
                .hasMessageContaining(label);
    }
}
