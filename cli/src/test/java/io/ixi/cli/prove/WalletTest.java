package io.ixi.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.DemoKeys;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.shielded.Effects;
import io.ixi.vm.shielded.proto.Action;
import io.ixi.vm.shielded.proto.Note;
import io.ixi.vm.shielded.proto.NoteInfo;
import io.ixi.vm.shielded.proto.NotesQuery;
import io.ixi.vm.shielded.proto.NotesResult;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.SpentQuery;
import io.ixi.vm.shielded.proto.SpentResult;
import io.ixi.vm.ssi.pass.Presentation;
import io.ixi.vm.ssi.pass.proto.Leaf;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PseudonymResult;
import io.ixi.vm.ssi.pass.proto.Range;
import io.ixi.vm.ssi.pass.proto.RegistryResult;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Credential;
import io.ixi.zkp.statement.Pass;
import io.ixi.zkp.statement.Tags;
import io.ixi.zkp.statement.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wallets of two people against a chain that keeps the rules' public side. */
class WalletTest {
    private static final Hash CHAIN = Hash.sha256(new byte[] {1});
    private static final Address NOBODY = new Address(Hash.ZERO);

    private final Proofs proofs = new Proofs(done -> {});
    private final Pool pool = new Pool();

    @TempDir
    private Path folder = Path.of("");

    /** Notes, nullifiers and one asset. */
    private static final class Pool implements Asks {
        private final WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
        private final List<NoteInfo> notes = new ArrayList<>();
        private final TreeSet<String> spent = new TreeSet<>();

        @Override
        @SuppressWarnings("unchecked")
        public <R extends Message> R ask(String path, Message params, R result) {
            return (R)
                    switch (path) {
                        case "shielded/pool" ->
                            PoolResult.newBuilder().setNumber(4).build();
                        case "shielded/spent" ->
                            SpentResult.newBuilder()
                                    .setSpent(spent.contains(hex(((SpentQuery) params).getNullifier())))
                                    .build();
                        default -> {
                            int from = (int) ((NotesQuery) params).getFrom();
                            // pages of three: notes of one action are on two of them
                            yield NotesResult.newBuilder()
                                    .addAllNotes(notes.subList(from, Math.min(notes.size(), from + 3)))
                                    .setSize(notes.size())
                                    .setRoot(bytes(Quad.of(tree.root())))
                                    .build();
                        }
                    };
        }

        private static String hex(ByteString bytes) {
            return CredentialFiles.hex(Quad.read(bytes.toByteArray()).orElseThrow());
        }

        private static Quad word(ByteString bytes) {
            return Quad.read(bytes.toByteArray()).orElseThrow();
        }

        /** What the module does with an action that it believes. */
        void take(Action action, Address signer, Address to, long in, long out, long fee) {
            Transfer statement = new Transfer(
                    Effects.chain(CHAIN),
                    4,
                    word(action.getAnchor()),
                    word(action.getFirstNullifier()),
                    word(action.getSecondNullifier()),
                    word(action.getFirstNote()),
                    word(action.getSecondNote()),
                    in,
                    out,
                    fee,
                    Effects.of(signer, to, action.getFirstSealed(), action.getSecondSealed()));
            assertThat(statement.isShownBy(action.getProof().toByteArray())).isTrue();
            assertThat(word(action.getAnchor())).isEqualTo(Quad.of(tree.root()));
            assertThat(spent.add(hex(action.getFirstNullifier()))).isTrue();
            assertThat(spent.add(hex(action.getSecondNullifier()))).isTrue();
            add(action.getFirstNote(), action.getFirstSealed(), statement.firstNullifier(), 0);
            add(action.getSecondNote(), action.getSecondSealed(), statement.firstNullifier(), 1);
        }

        private void add(ByteString note, ByteString sealed, Quad nullifier, int index) {
            tree.append(word(note).toArray());
            notes.add(NoteInfo.newBuilder()
                    .setNote(Note.newBuilder()
                            .setCommitment(note)
                            .setSerial(bytes(io.ixi.zkp.statement.Note.serial(nullifier, index)))
                            .setAsset(4))
                    .setSealed(sealed)
                    .build());
        }
    }

    private static ByteString bytes(Quad word) {
        return ByteString.copyFrom(word.toBytes());
    }

    private ShieldedWallet wallet(DemoKeys who) {
        return new ShieldedWallet(CHAIN, pool, WalletSecrets.of(who.key()), proofs);
    }

    private static long holds(ShieldedWallet wallet) throws IOException, RpcException {
        wallet.read();
        return wallet.balance("");
    }

    @Test
    void moneyGoesThroughTwoWalletsAndComesBackFromTheKeyAlone() throws IOException, RpcException {
        ShieldedWallet alice = wallet(DemoKeys.ALICE);
        ShieldedWallet bob = wallet(DemoKeys.BOB);
        Address signer = DemoKeys.ALICE.address();
        for (long value : new long[] {100, 50}) {
            alice.read();
            pool.take(alice.deposit(signer, "", value).getAction(), signer, NOBODY, value, 0, 0);
        }
        assertThat(holds(alice)).isEqualTo(150);
        assertThat(holds(bob)).isZero();
        // two notes at once, to an address that was typed
        ShieldedAddress to = ShieldedAddress.parse(bob.address().text());
        pool.take(alice.pay(signer, "", to, 120, 3).getAction(), signer, NOBODY, 0, 0, 3);
        assertThat(holds(alice)).isEqualTo(27);
        assertThat(holds(wallet(DemoKeys.BOB))).isEqualTo(120);
        bob.read();
        Address out = DemoKeys.CAROL.address();
        pool.take(bob.withdraw(signer, "", out, 20, 0).getAction(), signer, out, 0, 20, 0);
        assertThat(holds(bob)).isEqualTo(100);
        assertThat(bob.notes()).isEqualTo(1);
        assertThatThrownBy(() -> bob.withdraw(signer, "", out, 101, 0))
                .isInstanceOfSatisfying(
                        WalletException.class, e -> assertThat(e.reason()).isEqualTo(WalletException.Reason.SHORT));
    }

    @Test
    void aNodeThatHidesNotesIsFound() throws IOException, RpcException {
        ShieldedWallet alice = wallet(DemoKeys.ALICE);
        Address signer = DemoKeys.ALICE.address();
        alice.read();
        pool.take(alice.deposit(signer, "", 5).getAction(), signer, NOBODY, 5, 0, 0);
        pool.notes.removeLast();
        assertThatThrownBy(alice::read).isInstanceOf(IOException.class);
    }

    @Test
    void sealedNotesOpenForTheirOwnerOnly() {
        ShieldedWallet alice = wallet(DemoKeys.ALICE);
        NoteCipher own = new NoteCipher(WalletSecrets.of(DemoKeys.ALICE.key()).openingSeed());
        NoteCipher other = new NoteCipher(WalletSecrets.of(DemoKeys.BOB.key()).openingSeed());
        Quad trapdoor = new Quad(1, 2, 3, 4);
        ByteString sealed = NoteCipher.seal(alice.address(), 77, trapdoor, new SecureRandom());
        assertThat(own.open(sealed)).contains(new NoteCipher.Opened(77, trapdoor));
        assertThat(other.open(sealed)).isEmpty();
        byte[] broken = sealed.toByteArray();
        for (int at : new int[] {0, 1_087, 1_088, broken.length - 1}) {
            broken[at] ^= 1;
            assertThat(own.open(ByteString.copyFrom(broken))).isEmpty();
            broken[at] ^= 1;
        }
        assertThat(own.open(ByteString.EMPTY)).isEmpty();
    }

    @Test
    void addressesHaveOneTextForm() {
        String text = wallet(DemoKeys.ALICE).address().text();
        assertThat(ShieldedAddress.parse(text).text()).isEqualTo(text).hasSize(1_635);
        for (String bad : List.of("", "ixi1abc", text.substring(1), text + "A", text.substring(0, 1_634), text + "!")) {
            assertThatThrownBy(() -> ShieldedAddress.parse(bad)).isInstanceOf(WalletException.class);
        }
    }

    /** A verifier that asks for a claim of at least 18, and a registry with two issuers. */
    private static Asks desk(Quad first, Quad second) {
        WordTree registry = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        registry.append(Credential.accreditation(first, 9).toArray());
        registry.append(Credential.accreditation(second, 9).toArray());
        Verifier verifier = Verifier.newBuilder()
                .setTypeNumber(9)
                .setClaim(2)
                .setRange(Range.newBuilder().setLow(18).setHigh(200))
                .setTtlS(60)
                .build();
        RegistryResult page = RegistryResult.newBuilder()
                .addLeaves(Leaf.newBuilder().setRoot(bytes(first)).setNumber(9))
                .addLeaves(Leaf.newBuilder().setRoot(bytes(second)).setNumber(9))
                .setSize(2)
                .setRoot(bytes(Quad.of(registry.root())))
                .build();
        return new Asks() {
            @Override
            @SuppressWarnings("unchecked")
            public <R extends Message> R ask(String path, Message params, R result) {
                return (R)
                        switch (path) {
                            case "pass/registry" -> page;
                            case "pass/verifier" -> verifier;
                            default ->
                                PseudonymResult.newBuilder().setPresented(3).build();
                        };
            }
        };
    }

    private static Credential credential(Quad holder, long age) {
        List<Long> claims = new ArrayList<>(Collections.nCopies(Pass.CLAIMS, 0L));
        claims.set(2, age);
        return new Credential(9, 30_000, 1, holder, claims, new Quad(5, 6, 7, 8));
    }

    @Test
    void aCredentialFromAFileGivesAPass() throws IOException, RpcException {
        WalletSecrets secrets = WalletSecrets.of(DemoKeys.ALICE.key());
        Quad holder = Credential.holder(secrets.holder());
        Path file = folder.resolve("credential");
        CredentialFiles.writeCredential(file, credential(holder, 21));
        Credential credential = CredentialFiles.readCredential(file);
        assertThat(credential).isEqualTo(credential(holder, 21));
        Path list = folder.resolve("list");
        CredentialFiles.writeList(list, List.of(Quad.ZERO, credential.leaf()));
        List<Quad> issued = CredentialFiles.readList(list);
        Quad root = Quad.of(CredentialFiles.tree(issued).root());
        PassWallet wallet = new PassWallet(CHAIN, desk(new Quad(1, 1, 1, 1), root), secrets, proofs);
        Bytes verifier = Bytes.wrap(new byte[20]);
        Address signer = DemoKeys.ALICE.address();
        long now = 20_000L * 86_400_000;
        Present present = wallet.present(signer, verifier, credential, issued, List.of(), now);
        Verifier asked = desk(root, root).ask("pass/verifier", present, Verifier.getDefaultInstance());
        Pass statement = Presentation.statement(
                CHAIN,
                verifier,
                asked,
                new Presentation.Shown(
                        signer, Pool.word(present.getRegistry()), 20_000, Pool.word(present.getPseudonym()), 3));
        assertThat(statement.isShownBy(present.getProof().toByteArray())).isTrue();
        List<Quad> without = List.of(Quad.ZERO, Quad.ZERO);
        refused(wallet, credential, without, WalletException.Reason.NOT_ISSUED);
        refused(wallet, credential, List.of(credential.leaf()), WalletException.Reason.NOT_PUBLISHED);
        Credential others = credential(new Quad(9, 9, 9, 9), 21);
        refused(wallet, others, List.of(others.leaf()), WalletException.Reason.NOT_HOLDER);
    }

    @Test
    void aChildGetsNoPass() throws IOException {
        WalletSecrets secrets = WalletSecrets.of(DemoKeys.ALICE.key());
        Credential child = credential(Credential.holder(secrets.holder()), 17);
        List<Quad> issued = List.of(child.leaf());
        Quad root = Quad.of(CredentialFiles.tree(issued).root());
        PassWallet wallet = new PassWallet(CHAIN, desk(root, root), secrets, proofs);
        refused(wallet, child, issued, WalletException.Reason.NOT_SHOWN);
    }

    private static void refused(
            PassWallet wallet, Credential credential, List<Quad> issued, WalletException.Reason reason) {
        assertThatThrownBy(() -> wallet.present(
                        DemoKeys.ALICE.address(), Bytes.wrap(new byte[20]), credential, issued, List.of(), 0))
                .isInstanceOfSatisfying(
                        WalletException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void filesThatAreNoneOfOursAreRefused() throws IOException {
        Path list = folder.resolve("list");
        CredentialFiles.writeList(list, List.of(Quad.ZERO));
        assertThatThrownBy(() -> CredentialFiles.readCredential(list)).isInstanceOf(WalletException.class);
        Files.writeString(list, "{\"kind\":\"ixi-credential-list-1\",\"leaves\":[\"00\"]}");
        assertThatThrownBy(() -> CredentialFiles.readList(list)).isInstanceOf(WalletException.class);
        Files.writeString(list, "no JSON");
        assertThatThrownBy(() -> CredentialFiles.readList(list)).isInstanceOf(WalletException.class);
        assertThat(CredentialFiles.readList(folder.resolve("absent"))).isEmpty();
    }
}
