package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.cli.prove.Proofs;
import io.ixi.cli.prove.Records;
import io.ixi.cli.prove.WalletException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.shielded.proto.CloseSeries;
import io.ixi.vm.shielded.proto.OpenSeries;
import io.ixi.vm.shielded.proto.PublishTotal;
import io.ixi.vm.shielded.proto.RecordsQuery;
import io.ixi.vm.shielded.proto.RecordsResult;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesQuery;
import io.ixi.zkp.statement.Measurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Five numbers that nobody shows, and their sum: what the owner may not do with them, and what all see. */
final class PrivateTotal implements Scenario {
    private static final int LOW = 10;
    private static final int HIGH = 100;
    private static final long OPEN_MS = 20_000;
    private static final List<String> PEOPLE = List.of("ann", "ben", "cleo", "dan", "eve");

    @Override
    public String name() {
        return "private-total";
    }

    @Override
    public List<String> cast() {
        List<String> cast = new ArrayList<>(PEOPLE);
        cast.add("surveyor");
        return cast;
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.heartbeat(250);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Actor surveyor;
        private final ByteString series;
        private final Records records;
        private final List<Measurement> received = new ArrayList<>();

        Play(Stage stage) throws IOException, RpcException {
            this.stage = stage;
            this.surveyor = stage.actor("surveyor");
            this.series = ByteString.copyFrom(ObjectId.of("series", surveyor.address(), stage.sequence(surveyor), 0)
                    .toArray());
            this.records = new Records(stage.chain(), stage::ask, new Proofs(done -> {}));
        }

        private Series series() throws IOException, RpcException {
            SeriesQuery query = SeriesQuery.newBuilder().setSeries(series).build();
            return stage.ask("shielded/series", query, Series.getDefaultInstance());
        }

        private Outcome takesPart(Actor who, Measurement record) throws IOException, RpcException {
            return stage.send(who, Records.commit(series, record));
        }

        private String refusal(long value) throws IOException, RpcException {
            try {
                records.record(series, value);
                return "OK";
            } catch (WalletException e) {
                return e.reason().name();
            }
        }

        private String published() throws IOException, RpcException {
            try {
                return stage.send(surveyor, records.publish(series, received)).toString();
            } catch (WalletException e) {
                return e.reason().name();
            }
        }

        void all() throws IOException, RpcException {
            long until = stage.timeMs() + OPEN_MS;
            stage.step(
                    "a surveyor asks for numbers from 10 to 100",
                    "OK",
                    stage.send(
                            surveyor,
                            OpenSeries.newBuilder()
                                    .setLow(LOW)
                                    .setHigh(HIGH)
                                    .setUntilMs(until)
                                    .setPurpose(ByteString.copyFrom(new byte[Hash.BYTES]))
                                    .build()));
            stage.step("a wallet does not commit to 101", "OUT_OF_BOUNDS", refusal(HIGH + 1));
            long sum = 0;
            for (String name : PEOPLE) {
                long value = LOW + 7L * received.size();
                Measurement record = records.record(series, value);
                stage.step(name + " takes part", "OK", takesPart(stage.actor(name), record));
                received.add(record);
                sum += value;
            }
            Actor first = stage.actor(PEOPLE.getFirst());
            stage.step("nobody counts twice", "TAKES_PART", takesPart(first, records.record(series, HIGH)));
            stage.step("the total comes after the end", "BAD_STATE", published());
            Measurement left = received.removeLast();
            stage.step("a total without one of them is not even proven", "OTHER_RECORDS", published());
            received.add(left);
            stage.until(until);
            PublishTotal total = records.publish(series, received);
            stage.step(
                    "another sum",
                    "BAD_PROOF",
                    stage.send(surveyor, total.toBuilder().setSum(sum + 1).build()));
            stage.step("somebody else publishes", "NOT_OWNER", stage.send(first, total));
            stage.step("the surveyor publishes the sum", "OK", stage.send(surveyor, total));
            stage.step("everybody sees the sum", sum, series().getSum());
            RecordsQuery query = RecordsQuery.newBuilder().setSeries(series).build();
            stage.step(
                    "and commitments, not numbers",
                    PEOPLE.size(),
                    stage.ask("shielded/records", query, RecordsResult.getDefaultInstance())
                            .getCommitmentsCount());
            stage.step("it is published once", "BAD_STATE", stage.send(surveyor, total));
            stage.step(
                    "the series ends and the deposits go back",
                    "OK",
                    stage.send(
                            surveyor, CloseSeries.newBuilder().setSeries(series).build()));
        }
    }
}
