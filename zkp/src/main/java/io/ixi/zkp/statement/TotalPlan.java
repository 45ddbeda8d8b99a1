package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The records that a total is about: gives the statement and the circuit's secrets. */
public final class TotalPlan {
    private final List<Measurement> records;

    /** Takes the records in any order. */
    public TotalPlan(List<Measurement> records) {
        List<Measurement> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparing(Measurement::commitment));
        this.records = List.copyOf(sorted);
    }

    public Total statement(Bytes32 chain, long series, long low, long high, Bytes32 purpose) {
        long sum = 0;
        List<Quad> commitments = new ArrayList<>();
        for (Measurement measurement : records) {
            sum += measurement.value();
            commitments.add(measurement.commitment());
        }
        return new Total(chain, series, low, high, commitments, sum, purpose);
    }

    /** The vector of secrets for such a statement. Unused places hold records that count nothing. */
    public long[] secrets(long series, long low) {
        Vector secrets = new Vector(Total.circuit(records.size()).secrets());
        long sum = 0;
        for (int i = 0; i < Total.room(records.size()); i++) {
            boolean used = i < records.size();
            secrets.put(used ? records.get(i).data() : new Quad(low, series, 0, 0));
            secrets.put(used ? records.get(i).salt() : Quad.ZERO);
            sum += used ? records.get(i).value() : 0;
            secrets.put(new Quad(sum, 0, 0, 0));
        }
        return secrets.vector();
    }
}
