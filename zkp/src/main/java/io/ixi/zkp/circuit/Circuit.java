package io.ixi.zkp.circuit;

import java.util.List;

/**
 * A compiled statement: the shape of its trace, the fixed columns, the constraints, and for the prover the work of each
 * block. Immutable and shared. Two circuits with the same {@link #id} accept the same proofs.
 */
public final class Circuit {
    private static final String VERSION = "IXI-ZKP circuit 1";

    private final String name;
    private final Profile profile;
    private final int logRows;
    private final int words;
    private final int publicInputs;
    private final int secrets;
    private final List<Step> steps;
    private final FixedColumn[] fixed;
    private final Tape tape;
    private final byte[] id;

    Circuit(Builder builder, List<Step> steps, FixedColumn[] fixed, Tape tape) {
        name = builder.name;
        profile = builder.profile;
        logRows = builder.logRows;
        words = builder.words;
        publicInputs = builder.publicInputs;
        secrets = builder.secrets;
        this.steps = List.copyOf(steps);
        this.fixed = fixed;
        this.tape = tape;
        id = identify();
    }

    private byte[] identify() {
        Digester digester = new Digester().text(VERSION).text(name);
        digester.number(profile.logBlowup()).number(profile.queries()).number(profile.grindingBits());
        digester.number(logRows).number(words).number(steps.size()).number(publicInputs);
        tape.write(digester);
        digester.number(fixed.length);
        for (FixedColumn column : fixed) {
            column.write(digester);
        }
        return digester.digest();
    }

    public String name() {
        return name;
    }

    public Profile profile() {
        return profile;
    }

    /** The trace has 2 to this power rows. */
    public int logRows() {
        return logRows;
    }

    public int rows() {
        return 1 << logRows;
    }

    /** The blocks of 16 rows in use; all later rows are random. */
    public int blocks() {
        return steps.size();
    }

    /** The number of registers. */
    public int words() {
        return words;
    }

    /** The number of trace columns, the three of the mask not counted. */
    public int width() {
        return Machine.width(words);
    }

    /** The length of the vector of public inputs. */
    public int publicInputs() {
        return publicInputs;
    }

    /** The length of the vector of secrets. */
    public int secrets() {
        return secrets;
    }

    public List<Step> steps() {
        return steps;
    }

    /** The number of fixed columns that are not empty. */
    public int fixedColumns() {
        return fixed.length;
    }

    public FixedColumn fixed(int column) {
        return fixed[column];
    }

    public Tape tape() {
        return tape;
    }

    /** SHA-256 over everything a verifier uses: parameters, constraints and fixed columns. */
    public byte[] id() {
        return id.clone();
    }
}
