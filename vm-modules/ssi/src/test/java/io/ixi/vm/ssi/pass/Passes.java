package io.ixi.vm.ssi.pass;

import static io.ixi.vm.testkit.MemoryChain.account;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.pass.proto.OpenVerifier;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PseudonymQuery;
import io.ixi.vm.ssi.pass.proto.PseudonymResult;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.ssi.pass.proto.Range;
import io.ixi.vm.ssi.pass.proto.RegistryQuery;
import io.ixi.vm.ssi.pass.proto.RegistryResult;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.vm.ssi.pass.proto.VerifierChanged;
import io.ixi.vm.ssi.pass.proto.VerifierQuery;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Statement;
import java.util.List;

/** Chains with the module, where accounts 1 to 3 may issue two types. */
final class Passes {
    static final ByteString AGE = type(1);
    static final ByteString LICENSE = type(2);
    static final int OWNER = 0;
    static final int ISSUER = 1;
    static final int ALICE = 5;
    static final int BOB = 6;

    /** Takes the SHA-256 of a statement for its proof: shows which statement the module asks about. */
    static final ProofCheck DIGESTS =
            (statement, proof) -> ByteString.copyFrom(proof).equals(digest(statement));

    private Passes() {}

    /** Who may issue, while {@link #dismissed} is false. */
    static final class Desk implements Issuers {
        boolean dismissed;

        @Override
        public boolean knows(Overlay state, Bytes type) {
            return type.equals(PassState.id(AGE)) || type.equals(PassState.id(LICENSE));
        }

        @Override
        public boolean mayIssue(Overlay state, Bytes type, Address issuer, long timeMs) {
            return !dismissed && List.of(account(1), account(2), account(3)).contains(issuer);
        }
    }

    private static ByteString type(int number) {
        byte[] id = new byte[20];
        id[0] = (byte) number;
        return ByteString.copyFrom(id);
    }

    static MemoryChain chain(Issuers issuers, ProofCheck proofs) {
        return new MemoryChain(8, economy -> List.of(new PassModule(economy.money(), issuers, proofs)));
    }

    static MemoryChain chain() {
        return chain(new Desk(), DIGESTS);
    }

    static ByteString digest(Statement statement) {
        return ByteString.copyFrom(Hash.sha256(statement.encode()).toBytes());
    }

    static ByteString bytes(Quad word) {
        return ByteString.copyFrom(word.toBytes());
    }

    static Quad word(long seed) {
        return new Quad(seed, 2, 3, 4);
    }

    static PublishRoot publish(ByteString type, long seed) {
        return PublishRoot.newBuilder().setType(type).setRoot(bytes(word(seed))).build();
    }

    static OpenVerifier.Builder asks() {
        return OpenVerifier.newBuilder()
                .setType(AGE)
                .setClaim(2)
                .setRange(Range.newBuilder().setLow(18).setHigh(200))
                .setTtlS(1_800);
    }

    static ByteString opened(MemoryChain chain, OpenVerifier message) {
        return chain.event(VerifierChanged.class, OWNER, message).getVerifier();
    }

    static RegistryResult registry(MemoryChain chain) {
        return chain.ask("pass/registry", RegistryQuery.getDefaultInstance(), RegistryResult.getDefaultInstance());
    }

    static Verifier verifier(MemoryChain chain, ByteString id) {
        return chain.ask(
                "pass/verifier", VerifierQuery.newBuilder().setVerifier(id).build(), Verifier.getDefaultInstance());
    }

    static long presented(MemoryChain chain, ByteString verifier, Quad pseudonym) {
        PseudonymQuery query = PseudonymQuery.newBuilder()
                .setVerifier(verifier)
                .setPseudonym(bytes(pseudonym))
                .build();
        return chain.ask("pass/pseudonym", query, PseudonymResult.getDefaultInstance())
                .getPresented();
    }

    static Statement statement(
            MemoryChain chain, ByteString verifier, int account, Quad registry, long today, Quad pseudonym) {
        return Presentation.statement(
                chain.id,
                PassState.id(verifier),
                verifier(chain, verifier),
                new Presentation.Shown(
                        account(account), registry, today, pseudonym, presented(chain, verifier, pseudonym)));
    }

    /** Shows a pseudonym with the latest root, today, and the digest for a proof. */
    static Present.Builder shows(MemoryChain chain, ByteString verifier, int account, Quad pseudonym) {
        ByteString root = registry(chain).getRoot();
        long today = Presentation.day(chain.now());
        return Present.newBuilder()
                .setVerifier(verifier)
                .setRegistry(root)
                .setToday(today)
                .setPseudonym(bytes(pseudonym))
                .setProof(digest(statement(chain, verifier, account, PassState.word(root), today, pseudonym)));
    }
}
