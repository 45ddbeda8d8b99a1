package io.ixi.cli.prove;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.shielded.Effects;
import io.ixi.vm.shielded.proto.CommitRecord;
import io.ixi.vm.shielded.proto.PublishTotal;
import io.ixi.vm.shielded.proto.RecordsQuery;
import io.ixi.vm.shielded.proto.RecordsResult;
import io.ixi.vm.shielded.proto.Series;
import io.ixi.vm.shielded.proto.SeriesQuery;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Measurement;
import io.ixi.zkp.statement.Total;
import io.ixi.zkp.statement.TotalPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Private totals: a participant's committed number, and the owner's proof of the sum. A record is a JSON file that goes
 * from the participant to the owner of the series, off the chain.
 */
public final class Records {
    private static final String RECORD = "ixi-record-1";

    private final Hash chain;
    private final Asks node;
    private final Proofs proofs;

    public Records(Hash chain, Asks node, Proofs proofs) {
        this.chain = chain;
        this.node = node;
        this.proofs = proofs;
    }

    private Series series(ByteString id) throws IOException, RpcException {
        SeriesQuery query = SeriesQuery.newBuilder().setSeries(id).build();
        return node.ask("shielded/series", query, Series.getDefaultInstance());
    }

    /** A record of a number, with a new salt. Throws {@link WalletException} OUT_OF_BOUNDS. */
    public Measurement record(ByteString id, long value) throws IOException, RpcException {
        Series series = series(id);
        if (value < series.getLow() || value > series.getHigh()) {
            throw new WalletException(
                    WalletException.Reason.OUT_OF_BOUNDS, series.getLow() + " .. " + series.getHigh());
        }
        return new Measurement(value, series.getNumber(), 0, 0, proofs.word());
    }

    /** The message that commits to a record. */
    public static CommitRecord commit(ByteString id, Measurement record) {
        return CommitRecord.newBuilder()
                .setSeries(id)
                .setCommitment(bytes(record.commitment()))
                .build();
    }

    /** The message that publishes the sum of all records of a series. Throws {@link WalletException} OTHER_RECORDS. */
    public PublishTotal publish(ByteString id, List<Measurement> records) throws IOException, RpcException {
        Series series = series(id);
        RecordsQuery query = RecordsQuery.newBuilder().setSeries(id).build();
        List<ByteString> committed = node.ask("shielded/records", query, RecordsResult.getDefaultInstance())
                .getCommitmentsList();
        List<ByteString> own = records.stream()
                .map(Measurement::commitment)
                .sorted()
                .map(Records::bytes)
                .toList();
        if (!own.equals(committed)) {
            long known = committed.stream().filter(own::contains).count();
            throw new WalletException(
                    WalletException.Reason.OTHER_RECORDS, known + " / " + committed.size() + " / " + own.size());
        }
        TotalPlan plan = new TotalPlan(records);
        Total statement = plan.statement(
                Effects.chain(chain),
                series.getNumber(),
                series.getLow(),
                series.getHigh(),
                Effects.purpose(Bytes.wrap(id.toByteArray()), series.getPurpose()));
        byte[] proof = proofs.prove(statement, plan.secrets(series.getNumber(), series.getLow()));
        return PublishTotal.newBuilder()
                .setSeries(id)
                .setSum(statement.sum())
                .setProof(ByteString.copyFrom(proof))
                .build();
    }

    private static ByteString bytes(Quad word) {
        return ByteString.copyFrom(word.toBytes());
    }

    public static void write(Path file, Measurement record) throws IOException {
        CredentialFiles.write(
                file,
                Terminal.JSON
                        .createObjectNode()
                        .put("kind", RECORD)
                        .put("value", record.value())
                        .put("series_number", record.series())
                        .put("note", record.note())
                        .put("more", record.more())
                        .put("salt", CredentialFiles.hex(record.salt())),
                true);
    }

    public static Measurement read(Path file) throws IOException {
        JsonNode json = CredentialFiles.read(file, RECORD);
        Measurement record = new Measurement(
                json.path("value").asLong(-1),
                json.path("series_number").asLong(-1),
                json.path("note").asLong(-1),
                json.path("more").asLong(-1),
                CredentialFiles.word(json.path("salt").asString("")));
        if (record.value() < 0
                || record.value() >= Total.LIMIT
                || record.series() < 0
                || (record.note() | record.more()) < 0) {
            throw CredentialFiles.bad(file.toString());
        }
        return record;
    }
}
