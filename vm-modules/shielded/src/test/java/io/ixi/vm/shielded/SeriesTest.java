package io.ixi.vm.shielded;

import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.shielded.proto.CloseSeries;
import io.ixi.vm.shielded.proto.CommitRecord;
import io.ixi.vm.shielded.proto.OpenSeries;
import io.ixi.vm.shielded.proto.PublishTotal;
import io.ixi.vm.shielded.proto.RecordsQuery;
import io.ixi.vm.shielded.proto.RecordsResult;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesChanged;
import io.ixi.vm.shielded.proto.SeriesQuery;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Private totals with digests for proofs. */
class SeriesTest {
    static final int OWNER = 0;
    private static final long WEEK = 604_800_000L;

    private final MemoryChain chain = Stage.chain(Stage.DIGESTS);

    static OpenSeries.Builder asks(MemoryChain chain) {
        return OpenSeries.newBuilder()
                .setLow(0)
                .setHigh(1_000)
                .setUntilMs(chain.now() + WEEK)
                .setPurpose(hash("mean age"));
    }

    private ByteString opened(OpenSeries message) {
        return chain.event(SeriesChanged.class, OWNER, message).getSeries();
    }

    private Quad commitment(int account) {
        return new Measurement(account, 1, 0, 0, new Quad(account, 2, 3, 4)).commitment();
    }

    private CommitRecord record(ByteString series, int account) {
        return CommitRecord.newBuilder()
                .setSeries(series)
                .setCommitment(Stage.bytes(commitment(account)))
                .build();
    }

    private void committed(ByteString series, int records) {
        for (int i = 1; i <= records; i++) {
            assertThat(chain.outcome(i, record(series, i))).isEqualTo("OK");
        }
    }

    private PublishTotal total(ByteString series, long sum) {
        Bytes id = Stage.id(series);
        Series asked = chain.ask(
                "shielded/series", SeriesQuery.newBuilder().setSeries(series).build(), Series.getDefaultInstance());
        List<Quad> records = new ArrayList<>();
        chain.ask(
                        "shielded/records",
                        RecordsQuery.newBuilder().setSeries(series).build(),
                        RecordsResult.getDefaultInstance())
                .getCommitmentsList()
                .forEach(bytes -> records.add(ShieldedState.word(bytes)));
        return PublishTotal.newBuilder()
                .setSeries(series)
                .setSum(sum)
                .setProof(Stage.digest(Effects.total(chain.id, id, asked, records, sum)))
                .build();
    }

    @Test
    void aTotalIsPublishedOnceAndTheSeriesCanGo() {
        ByteString series = opened(asks(chain).build());
        committed(series, 6);
        assertThat(chain.outcome(OWNER, total(series, 21))).isEqualTo("BAD_STATE");
        chain.pass(WEEK + 1);
        assertThat(chain.outcome(1, total(series, 21))).isEqualTo("NOT_OWNER");
        PublishTotal total = total(series, 21);
        assertThat(chain.outcome(OWNER, total.toBuilder().setSum(22).build())).isEqualTo("BAD_PROOF");
        assertThat(chain.outcome(OWNER, total.toBuilder().setSum(-1).build())).isEqualTo("BAD_PROOF");
        assertThat(chain.outcome(OWNER, total)).isEqualTo("OK");
        assertThat(chain.outcome(OWNER, total)).isEqualTo("BAD_STATE");
        chain.audit();
        long before = chain.free(1, "");
        CloseSeries close = CloseSeries.newBuilder().setSeries(series).build();
        assertThat(chain.outcome(3, close)).isEqualTo("NOT_OWNER");
        assertThat(chain.outcome(OWNER, close)).isEqualTo("OK");
        assertThat(chain.free(1, "")).isGreaterThan(before);
        assertThat(chain.outcome(OWNER, close)).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(OWNER, total)).isEqualTo("NOT_FOUND");
        assertThat(chain.outcome(OWNER, record(series, 9))).isEqualTo("NOT_FOUND");
        chain.audit();
    }

    @Test
    void anyoneMayCloseAForgottenSeries() {
        ByteString series = opened(asks(chain).build());
        committed(series, 2);
        chain.pass(WEEK + SeriesHandlers.WAIT_MS + 1);
        assertThat(chain.outcome(3, CloseSeries.newBuilder().setSeries(series).build()))
                .isEqualTo("OK");
        chain.audit();
    }

    @Test
    void aTotalOverFewRecordsSaysTooMuch() {
        ByteString series = opened(asks(chain).build());
        committed(series, 4);
        chain.pass(WEEK + 1);
        assertThat(chain.outcome(OWNER, total(series, 10))).isEqualTo("TOO_FEW");
    }

    @Test
    void aSeriesNeedsBoundsAndAnEnd() {
        for (OpenSeries bad : List.of(
                asks(chain).setLow(5).setHigh(4).build(),
                asks(chain).setHigh(1L << 33).build(),
                asks(chain).setLow(-1).build(),
                asks(chain).setUntilMs(chain.now() - 1).build())) {
            assertThat(chain.outcome(OWNER, bad)).isEqualTo("BAD_SERIES");
        }
        assertThat(chain.outcome(
                        OWNER, asks(chain).setGate(Gate.getDefaultInstance()).build()))
                .isEqualTo("BAD_GATE");
        chain.drainFor(OWNER, asks(chain).build());
        assertThat(chain.outcome(OWNER, asks(chain).build())).isEqualTo("DEPOSIT");
    }

    @Test
    void eachTakesPartOnceAndInTime() {
        ByteString series = opened(asks(chain).build());
        committed(series, 1);
        assertThat(chain.outcome(1, record(series, 2))).isEqualTo("TAKES_PART");
        assertThat(chain.outcome(2, record(series, 1))).isEqualTo("TAKES_PART");
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) -1);
        CommitRecord noWord = record(series, 2).toBuilder()
                .setCommitment(ByteString.copyFrom(bytes))
                .build();
        assertThat(chain.outcome(2, noWord)).isEqualTo("BAD_WORD");
        chain.drainFor(3, record(series, 3));
        assertThat(chain.outcome(3, record(series, 3))).isEqualTo("DEPOSIT");
        chain.pass(WEEK + 1);
        assertThat(chain.outcome(2, record(series, 2))).isEqualTo("SERIES_OVER");
    }

    @Test
    void aFullSeriesCanBePublishedAtOnce() {
        ByteString series = opened(asks(chain).build());
        committed(series, 64);
        assertThat(chain.outcome(65, record(series, 65))).isEqualTo("SERIES_FULL");
        assertThat(chain.outcome(OWNER, total(series, 2_080))).isEqualTo("OK");
        assertThat(chain.outcome(
                        OWNER, CloseSeries.newBuilder().setSeries(series).build()))
                .isEqualTo("OK");
        chain.audit();
    }

    @Test
    void aGateSaysWhoTakesPart() {
        Condition rich = Condition.newBuilder()
                .setBalance(AtLeast.newBuilder().setAsset(MemoryChain.EUR).setAmount(amount(MemoryChain.FUNDS)))
                .build();
        ByteString series = opened(asks(chain)
                .setGate(Gate.newBuilder().addAnyOf(GateClause.newBuilder().addAllOf(rich)))
                .build());
        assertThat(chain.run(2, MemoryChain.send(MemoryChain.EUR, 3, 1)).succeeded())
                .isTrue();
        assertThat(chain.outcome(2, record(series, 2))).isEqualTo("GATE_FAIL");
        assertThat(chain.outcome(3, record(series, 3))).isEqualTo("OK");
    }
}
