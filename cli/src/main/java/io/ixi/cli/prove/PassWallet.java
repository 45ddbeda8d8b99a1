package io.ixi.cli.prove;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.ssi.pass.Presentation;
import io.ixi.vm.ssi.pass.proto.Leaf;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PseudonymQuery;
import io.ixi.vm.ssi.pass.proto.PseudonymResult;
import io.ixi.vm.ssi.pass.proto.RegistryQuery;
import io.ixi.vm.ssi.pass.proto.RegistryResult;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.vm.ssi.pass.proto.VerifierQuery;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.PassPlan;
import io.ixi.zkp.statement.Tags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows credentials of one holder. Reads the whole registry, so no node learns whose credential it is. */
public final class PassWallet {
    private final Hash chain;
    private final Asks node;
    private final Proofs proofs;
    private final Quad secret;

    public PassWallet(Hash chain, Asks node, WalletSecrets secrets, Proofs proofs) {
        this.chain = chain;
        this.node = node;
        this.proofs = proofs;
        this.secret = secrets.holder();
    }

    /** What the holder tells issuers. */
    public Quad holder() {
        return Credential.holder(secret);
    }

    private record Registry(WordTree tree, List<Quad> leaves) {}

    private Registry registry() throws IOException, RpcException {
        WordTree tree = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        List<Quad> leaves = new ArrayList<>();
        RegistryResult page;
        do {
            RegistryQuery query =
                    RegistryQuery.newBuilder().setFrom(tree.size()).build();
            page = node.ask("pass/registry", query, RegistryResult.getDefaultInstance());
            for (Leaf leaf : page.getLeavesList()) {
                Optional<Quad> root = Quad.read(leaf.getRoot().toByteArray());
                leaves.add(root.map(word -> Credential.accreditation(word, leaf.getNumber()))
                        .orElse(Quad.ZERO));
                tree.append(leaves.getLast().toArray());
            }
        } while (page.getLeavesCount() > 0 && tree.size() < page.getSize());
        if (!ByteString.copyFrom(Quad.of(tree.root()).toBytes()).equals(page.getRoot())) {
            throw new IOException("the node's registry is not that of its root");
        }
        return new Registry(tree, leaves);
    }

    /**
     * A message that shows to the verifier what it asks for.
     *
     * @param signer whose transaction it will be
     * @param issued the issuer's list, as published
     * @param allowed the verifier's set of values in its order, if it has one
     * @param timeMs the chain's clock
     */
    public Present present(
            Address signer, Bytes verifier, Credential credential, List<Quad> issued, List<Long> allowed, long timeMs)
            throws IOException, RpcException {
        if (!credential.holder().equals(holder())) {
            throw new WalletException(WalletException.Reason.NOT_HOLDER, "");
        }
        int position = issued.indexOf(credential.leaf());
        if (position < 0) {
            throw new WalletException(WalletException.Reason.NOT_ISSUED, "");
        }
        ByteString id = ByteString.copyFrom(verifier.unsafeArray());
        Verifier asked = node.ask(
                "pass/verifier", VerifierQuery.newBuilder().setVerifier(id).build(), Verifier.getDefaultInstance());
        WordTree credentials = CredentialFiles.tree(issued);
        Registry registry = registry();
        Quad leaf = Credential.accreditation(Quad.of(credentials.root()), asked.getTypeNumber());
        int place = registry.leaves.indexOf(leaf);
        if (place < 0) {
            throw new WalletException(WalletException.Reason.NOT_PUBLISHED, "");
        }
        Quad pseudonym = Credential.pseudonym(secret, Presentation.context(chain, verifier));
        PseudonymQuery query = PseudonymQuery.newBuilder()
                .setVerifier(id)
                .setPseudonym(ByteString.copyFrom(pseudonym.toBytes()))
                .build();
        long presented = node.ask("pass/pseudonym", query, PseudonymResult.getDefaultInstance())
                .getPresented();
        Quad root = Quad.of(registry.tree.root());
        long today = Presentation.day(timeMs);
        Pass statement = Presentation.statement(
                chain, verifier, asked, new Presentation.Shown(signer, root, today, pseudonym, presented));
        PassPlan plan = new PassPlan(
                secret, credential, PassPlan.Place.in(credentials, position), PassPlan.Place.in(registry.tree, place));
        long[] secrets = secrets(plan, asked, credential, allowed);
        return Present.newBuilder()
                .setVerifier(id)
                .setRegistry(ByteString.copyFrom(root.toBytes()))
                .setToday(today)
                .setPseudonym(ByteString.copyFrom(pseudonym.toBytes()))
                .setProof(ByteString.copyFrom(proofs.prove(statement, secrets)))
                .build();
    }

    private static long[] secrets(PassPlan plan, Verifier asked, Credential credential, List<Long> allowed) {
        if (!asked.hasSet()) {
            return plan.secrets(asked.getClaim());
        }
        int member = allowed.indexOf(credential.claims().get(asked.getClaim()));
        if (member < 0) {
            throw new WalletException(WalletException.Reason.NOT_SHOWN, "the claim is in the set");
        }
        WordTree set = new WordTree(Tags.MEMBER_NODE, Pass.MEMBERS);
        allowed.forEach(value -> set.append(Credential.member(value).toArray()));
        return plan.secrets(asked.getClaim(), PassPlan.Place.in(set, member));
    }
}
