package io.ixi.zkp.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.proof.ReferenceVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What must never change: the identities of the circuits in use, and that a proof once accepted stays accepted. A
 * change
 * of any of these is a new version of the statement. {@link #main} writes the proof's files.
 */
class GoldenTest {
    @Test
    void circuitsKeepTheirIdentity() {
        assertThat(id(Transfer.circuit()))
                .isEqualTo("4f859a0db8cda8dbcc0128fda3857c7849ef0e8d63bf422a9f4584193c6f64e0");
        assertThat(id(Pass.circuit())).isEqualTo("9b0800f0e29642f58ad9f08e5a2de07e0cfbb50491edf3a0996c9d6ad055b92d");
        assertThat(id(Total.circuit(1))).isEqualTo("0d4b4d8fcc2ea3c34e2300e03f66647afb63c68375bb8e83468ba790be7c1538");
        assertThat(id(Total.circuit(Total.LARGE)))
                .isEqualTo("152db78662d613c0e1f99346072257be7a19a40a59704ddb6121683cfc9d9aa4");
    }

    @Test
    void aProofOnceAcceptedStaysAccepted() throws Exception {
        byte[] statement = read("transfer-1.statement");
        byte[] proof = read("transfer-1.proof");
        assertThat(Statement.verify(statement, proof)).isTrue();
        long[] inputs = plan().statement().publicInputs();
        assertThat(ReferenceVerifier.accepts(Transfer.circuit(), statement, inputs, proof))
                .isTrue();
        proof[proof.length / 2] ^= 1;
        assertThat(Statement.verify(statement, proof)).isFalse();
    }

    @Test
    void theStatementIsTheOneThatIsMadeToday() throws IOException {
        assertThat(plan().statement().encode()).isEqualTo(read("transfer-1.statement"));
    }

    private record Made(TransferPlan plan, Transfer statement) {}

    private static Made plan() {
        World world = new World(4711);
        Quad key = world.quad();
        Quad owner = ViewingKey.of(key).owner(Quad.ZERO);
        Note note = new Note(3, 1000, owner, world.quad(), world.quad());
        WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
        int position = tree.append(note.commitment().toArray());
        TransferPlan plan = new TransferPlan(
                key,
                new Spend(note, Quad.ZERO, position, tree.path(position)),
                Spend.none(3, ViewingKey.of(key), world.quad(), world.quad()),
                new TransferPlan.Output(world.quad(), 600, world.quad()),
                new TransferPlan.Output(owner, 380, world.quad()));
        return new Made(plan, plan.statement(World.CHAIN, Quad.of(tree.root()), 5, 15, 10, World.EFFECTS));
    }

    private static String id(Circuit circuit) {
        return HexFormat.of().formatHex(circuit.id());
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(GoldenTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    /** Writes statement and proof into the folder that the argument names, and prints the identities. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Made made = plan();
        Files.createDirectories(folder);
        Files.write(folder.resolve("transfer-1.statement"), made.statement().encode());
        byte[] proof = new World(1).prove(made.statement(), made.plan().secrets());
        Files.write(folder.resolve("transfer-1.proof"), proof);
        System.out.println(id(Transfer.circuit()));
        System.out.println(id(Pass.circuit()));
        System.out.println(id(Total.circuit(1)));
        System.out.println(id(Total.circuit(Total.LARGE)));
    }
}
