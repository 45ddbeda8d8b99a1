package io.ixi.vm.ssi.pass;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.ssi.pass.proto.HoldsQuery;
import io.ixi.vm.ssi.pass.proto.HoldsResult;
import io.ixi.vm.ssi.pass.proto.WithdrawRoot;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Issuers come, change and go, and people show themselves, at random, against a model: the library's tree, who shows
 * which pseudonym, and until when a pass counts. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class PassPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 400);
    private static final int TTL_MS = 1_800_000;

    private MemoryChain chain = Passes.chain();
    private final List<String> places = new ArrayList<>();
    private final Map<String, Integer> owners = new TreeMap<>();
    private final Map<String, Long> until = new TreeMap<>();
    private WordTree tree = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);

    private void publish(int issuer, long seed) {
        String who = Integer.toString(issuer);
        assertThat(chain.outcome(issuer, Passes.publish(Passes.AGE, seed))).isEqualTo("OK");
        long[] leaf = Credential.accreditation(Passes.word(seed), 1).toArray();
        if (!places.contains(who)) {
            int position = Passes.registry(chain).getLeavesList().stream()
                    .map(entry -> entry.getIssuer())
                    .toList()
                    .indexOf(MemoryChain.address(issuer));
            if (position == places.size()) {
                places.add(who);
                tree.append(leaf);
                return;
            }
            assertThat(places.set(position, who)).isEmpty();
        }
        tree.replace(places.indexOf(who), leaf);
    }

    private void withdraw(int issuer) {
        String who = Integer.toString(issuer);
        int position = places.indexOf(who);
        WithdrawRoot message = WithdrawRoot.newBuilder()
                .setType(Passes.AGE)
                .setIssuer(MemoryChain.address(issuer))
                .build();
        assertThat(chain.outcome(issuer, message)).isEqualTo(position < 0 ? "NOT_FOUND" : "OK");
        if (position >= 0) {
            places.set(position, "");
            tree.replace(position, new long[4]);
        }
    }

    private void show(ByteString verifier, int account, int person) {
        String name = verifier.toStringUtf8() + person;
        Integer owner = owners.get(name);
        String expected = owner == null || owner == account ? "OK" : "OTHER_ACCOUNT";
        Quad pseudonym = Passes.word(1_000 + person);
        long now = chain.now();
        assertThat(chain.outcome(
                        account,
                        Passes.shows(chain, verifier, account, pseudonym).build()))
                .isEqualTo(expected);
        if (expected.equals("OK")) {
            owners.put(name, account);
            until.put(verifier.toStringUtf8() + "/" + account, now + TTL_MS);
        }
    }

    private void compare(List<ByteString> verifiers) {
        assertThat(PassState.word(Passes.registry(chain).getRoot()).toArray()).isEqualTo(tree.root());
        for (ByteString verifier : verifiers) {
            for (int account = 4; account < 8; account++) {
                HoldsQuery query = HoldsQuery.newBuilder()
                        .setAccount(MemoryChain.address(account))
                        .setVerifier(verifier)
                        .build();
                Long end = until.get(verifier.toStringUtf8() + "/" + account);
                assertThat(chain.ask("pass/holds", query, HoldsResult.getDefaultInstance())
                                .getHolds())
                        .isEqualTo(end != null && end > chain.now());
            }
        }
    }

    @Property(tries = 3)
    void theChainAndTheModelAgree(@ForAll long seed) {
        Random random = new Random(seed);
        chain = Passes.chain();
        tree = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        places.clear();
        owners.clear();
        until.clear();
        List<ByteString> verifiers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            verifiers.add(Passes.opened(chain, Passes.asks().build()));
        }
        for (int i = 0; i < OPERATIONS; i++) {
            if (random.nextInt(20) == 0) {
                chain.pass(random.nextInt(2_000_000));
            }
            switch (random.nextInt(4)) {
                case 0 -> publish(1 + random.nextInt(3), random.nextInt(1_000));
                case 1 -> withdraw(1 + random.nextInt(3));
                default -> show(verifiers.get(random.nextInt(2)), 4 + random.nextInt(4), random.nextInt(12));
            }
            if (i % 20 == 0) {
                compare(verifiers);
            }
        }
        compare(verifiers);
        chain.audit();
    }
}
