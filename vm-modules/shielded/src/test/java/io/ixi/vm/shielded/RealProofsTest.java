package io.ixi.vm.shielded;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.shielded.proto.Action;
import io.ixi.vm.shielded.proto.CloseSeries;
import io.ixi.vm.shielded.proto.CommitRecord;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.PublishTotal;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesChanged;
import io.ixi.vm.shielded.proto.SeriesQuery;
import io.ixi.vm.shielded.proto.Withdraw;
import io.ixi.vm.testbed.GasTable;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.prover.Prover;
import io.ixi.zkp.statement.Measurement;
import io.ixi.zkp.statement.Note;
import io.ixi.zkp.statement.Spend;
import io.ixi.zkp.statement.Statement;
import io.ixi.zkp.statement.Tags;
import io.ixi.zkp.statement.Total;
import io.ixi.zkp.statement.TotalPlan;
import io.ixi.zkp.statement.Transfer;
import io.ixi.zkp.statement.TransferPlan;
import io.ixi.zkp.statement.ViewingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A deposit, a payment, a withdrawal and a total with real proofs; prints what they take and what they pay. */
class RealProofsTest {
    private static final int ALICE = 1;
    private static final int CARRIER = 2;
    private static final int BOB = 3;
    private static final Address NOBODY = new Address(Hash.ZERO);

    private final Random random = new Random(7);
    private final MemoryChain chain = Stage.chain(Statement::isShownBy);
    private final Prover prover = new Prover(Transfer.circuit());
    private final WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
    private final GasTable gas = new GasTable();

    private Quad quad() {
        return Stage.word(random);
    }

    private Spend nothing(Quad key) {
        return Spend.none(1, ViewingKey.of(key), quad(), quad());
    }

    private TransferPlan.Output output(Quad key, long value) {
        return new TransferPlan.Output(ViewingKey.of(key).owner(Quad.ZERO), value, quad());
    }

    private byte[] prove(Prover with, Statement statement, long[] secrets) {
        byte[] entropy = new byte[32];
        random.nextBytes(entropy);
        return with.prove(statement.encode(), statement.publicInputs(), secrets, entropy, 2, done -> true);
    }

    private Action action(TransferPlan plan, int signer, Address to, long in, long out, long fee) {
        ByteString first = ByteString.copyFrom(new byte[1_184]);
        ByteString second = ByteString.copyFrom(new byte[1_184]);
        Quad anchor = Quad.of(tree.root());
        Transfer statement = plan.statement(
                Effects.chain(chain.id), anchor, in, out, fee, Effects.of(account(signer), to, first, second));
        byte[] proof = prove(prover, statement, plan.secrets());
        tree.append(statement.firstNote().toArray());
        tree.append(statement.secondNote().toArray());
        return Action.newBuilder()
                .setAnchor(Stage.bytes(anchor))
                .setFirstNullifier(Stage.bytes(statement.firstNullifier()))
                .setSecondNullifier(Stage.bytes(statement.secondNullifier()))
                .setFirstNote(Stage.bytes(statement.firstNote()))
                .setSecondNote(Stage.bytes(statement.secondNote()))
                .setFirstSealed(first)
                .setSecondSealed(second)
                .setProof(ByteString.copyFrom(proof))
                .build();
    }

    private Spend spend(Note note, int position) {
        return new Spend(note, Quad.ZERO, position, tree.path(position));
    }

    @Test
    void valueGoesFromHandToHandUnseen() {
        Quad alice = quad();
        Quad bob = quad();
        TransferPlan in =
                new TransferPlan(alice, nothing(alice), nothing(alice), output(alice, 1_000), output(alice, 0));
        Deposit deposit = Deposit.newBuilder()
                .setAsset(EUR)
                .setAmount(amount(1_000))
                .setAction(action(in, ALICE, NOBODY, 1_000, 0, 0))
                .build();
        refused(ALICE, deposit);
        assertThat(gas.run(chain, ALICE, deposit).succeeded()).isTrue();
        TransferPlan across =
                new TransferPlan(alice, spend(in.output(0), 0), nothing(alice), output(bob, 300), output(alice, 690));
        Pay pay = Pay.newBuilder()
                .setAsset(EUR)
                .setFee(amount(10))
                .setAction(action(across, CARRIER, NOBODY, 0, 0, 10))
                .build();
        assertThat(chain.simulate(chain.decode(chain.draft(ALICE, pay))).succeeded())
                .isFalse();
        assertThat(gas.run(chain, CARRIER, pay).succeeded()).isTrue();
        assertThat(chain.free(CARRIER, EUR)).isEqualTo(MemoryChain.FUNDS + 10);
        TransferPlan out =
                new TransferPlan(bob, spend(across.output(0), 2), nothing(bob), output(bob, 0), output(bob, 0));
        Withdraw withdraw = Withdraw.newBuilder()
                .setAsset(EUR)
                .setTo(address(BOB))
                .setAmount(amount(300))
                .setFee(amount(0))
                .setAction(action(out, BOB, account(BOB), 0, 300, 0))
                .build();
        assertThat(gas.run(chain, BOB, withdraw).succeeded()).isTrue();
        assertThat(chain.free(BOB, EUR)).isEqualTo(MemoryChain.FUNDS + 300);
        assertThat(chain.free(ShieldedModule.POOL, EUR)).isEqualTo(690);
        chain.audit();
        gas.print();
    }

    /** Each of these differs from what was proven in one place. */
    private void refused(int signer, Deposit deposit) {
        byte[] proof = deposit.getAction().getProof().toByteArray();
        proof[proof.length / 2] ^= 1;
        Action action = deposit.getAction();
        for (Deposit bad : List.of(
                deposit.toBuilder()
                        .setAction(action.toBuilder().setProof(ByteString.copyFrom(proof)))
                        .build(),
                deposit.toBuilder().setAmount(amount(1_001)).build(),
                deposit.toBuilder()
                        .setAction(action.toBuilder().setFirstSealed(ByteString.EMPTY))
                        .build())) {
            assertThat(chain.name(chain.simulate(chain.decode(chain.draft(signer, bad)))))
                    .isEqualTo("BAD_PROOF");
        }
    }

    @Test
    void aSumIsPublishedAndNothingElse() {
        ByteString series = chain.event(
                        SeriesChanged.class, 0, SeriesTest.asks(chain).build())
                .getSeries();
        Series asked = chain.ask(
                "shielded/series", SeriesQuery.newBuilder().setSeries(series).build(), Series.getDefaultInstance());
        List<Measurement> records = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Measurement record = new Measurement(20L + i, asked.getNumber(), i, 0, quad());
            records.add(record);
            CommitRecord commit = CommitRecord.newBuilder()
                    .setSeries(series)
                    .setCommitment(Stage.bytes(record.commitment()))
                    .build();
            assertThat(gas.run(chain, i, commit).succeeded()).isTrue();
        }
        chain.pass(604_800_001L);
        TotalPlan plan = new TotalPlan(records);
        Total statement = plan.statement(
                Effects.chain(chain.id),
                asked.getNumber(),
                asked.getLow(),
                asked.getHigh(),
                Effects.purpose(Stage.id(series), asked.getPurpose()));
        byte[] proof = prove(
                new Prover(statement.verifier().circuit()), statement, plan.secrets(asked.getNumber(), asked.getLow()));
        PublishTotal total = PublishTotal.newBuilder()
                .setSeries(series)
                .setSum(statement.sum())
                .setProof(ByteString.copyFrom(proof))
                .build();
        assertThat(chain.name(chain.simulate(chain.decode(chain.draft(
                        0, total.toBuilder().setSum(total.getSum() + 1).build())))))
                .isEqualTo("BAD_PROOF");
        assertThat(gas.run(chain, 0, total).succeeded()).isTrue();
        assertThat(total.getSum()).isEqualTo(115);
        assertThat(gas.run(chain, 0, CloseSeries.newBuilder().setSeries(series).build())
                        .succeeded())
                .isTrue();
        gas.print();
    }
}
