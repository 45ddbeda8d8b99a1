package io.ixi.vm.ssi.pass;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.testbed.GasTable;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.prover.Prover;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.PassPlan;
import io.ixi.zkp.statement.Statement;
import io.ixi.zkp.statement.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From a credential to a pass with a real proof; prints what the messages take and what they pay. */
class RealPassTest {
    private final Random random = new Random(11);
    private final MemoryChain chain = Passes.chain(new Passes.Desk(), Statement::isShownBy);
    private final Prover prover = new Prover(Pass.circuit());

    private Quad quad() {
        return new Quad(
                random.nextLong() >>> 1, random.nextLong() >>> 1, random.nextLong() >>> 1, random.nextLong() >>> 1);
    }

    private ByteString prove(Statement statement, long[] secrets) {
        byte[] entropy = new byte[32];
        random.nextBytes(entropy);
        return ByteString.copyFrom(
                prover.prove(statement.encode(), statement.publicInputs(), secrets, entropy, 2, done -> true));
    }

    @Test
    void aCredentialBecomesAPassAndARevokedOneDoesNot() {
        GasTable gas = new GasTable();
        Quad secret = quad();
        List<Long> claims = new ArrayList<>();
        for (int i = 0; i < Pass.CLAIMS; i++) {
            claims.add(i == 2 ? 21L : i);
        }
        long today = Presentation.day(chain.now());
        Credential credential = new Credential(1, today + 30, 1, Credential.holder(secret), claims, quad());
        WordTree issued = new WordTree(Tags.CREDENTIAL_NODE, Pass.CREDENTIALS);
        issued.append(quad().toArray());
        int position = issued.append(credential.leaf().toArray());
        publish(gas, issued);
        ByteString verifier = Passes.opened(chain, Passes.asks().build());
        Quad pseudonym = Credential.pseudonym(secret, Presentation.context(chain.id, PassState.id(verifier)));
        WordTree registry = registry();
        PassPlan plan =
                new PassPlan(secret, credential, PassPlan.Place.in(issued, position), PassPlan.Place.in(registry, 0));
        Quad root = Quad.of(registry.root());
        Statement statement = Passes.statement(chain, verifier, Passes.ALICE, root, today, pseudonym);
        Present present = Present.newBuilder()
                .setVerifier(verifier)
                .setRegistry(Passes.bytes(root))
                .setToday(today)
                .setPseudonym(Passes.bytes(pseudonym))
                .setProof(prove(statement, plan.secrets(2)))
                .build();
        assertThat(chain.name(chain.simulate(chain.decode(chain.draft(Passes.BOB, present)))))
                .isEqualTo("BAD_PROOF");
        assertThat(gas.run(chain, Passes.ALICE, present).succeeded()).isTrue();
        assertThat(chain.outcome(Passes.ALICE, present)).isEqualTo("BAD_PROOF");
        // revoked: an hour after the new root nothing about the old one counts
        issued.replace(position, new long[4]);
        publish(gas, issued);
        chain.pass(3_601_000);
        assertThat(chain.outcome(Passes.ALICE, present)).isEqualTo("OLD_ROOT");
        chain.audit();
        gas.print();
    }

    private void publish(GasTable gas, WordTree issued) {
        PublishRoot message = PublishRoot.newBuilder()
                .setType(Passes.AGE)
                .setRoot(Passes.bytes(Quad.of(issued.root())))
                .build();
        assertThat(gas.run(chain, Passes.ISSUER, message).succeeded()).isTrue();
    }

    /** The registry as a wallet rebuilds it. */
    private WordTree registry() {
        WordTree tree = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        Passes.registry(chain)
                .getLeavesList()
                .forEach(leaf -> tree.append(Registry.word(leaf).toArray()));
        return tree;
    }
}
