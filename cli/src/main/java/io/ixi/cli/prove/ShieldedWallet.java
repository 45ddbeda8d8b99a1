package io.ixi.cli.prove;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.shielded.Effects;
import io.ixi.vm.shielded.proto.Action;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.NoteInfo;
import io.ixi.vm.shielded.proto.NotesQuery;
import io.ixi.vm.shielded.proto.NotesResult;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.SpentQuery;
import io.ixi.vm.shielded.proto.SpentResult;
import io.ixi.vm.shielded.proto.Withdraw;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.statement.Note;
import io.ixi.zkp.statement.Spend;
import io.ixi.zkp.statement.Tags;
import io.ixi.zkp.statement.Transfer;
import io.ixi.zkp.statement.TransferPlan;
import io.ixi.zkp.statement.ViewingKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shielded notes of one account. Reads all notes of the chain and tries to open each: no node learns which are its.
 * Whether one of its notes is spent is asked by nullifier, which a node may remember. For one thread.
 */
public final class ShieldedWallet {
    private static final Address NOBODY = new Address(Hash.ZERO);

    private final Hash chain;
    private final Asks node;
    private final Proofs proofs;
    private final Quad spendingKey;
    private final ViewingKey key;
    private final NoteCipher cipher;
    private final ShieldedAddress address;
    private final List<Own> own = new ArrayList<>();
    private WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
    private Quad root = Quad.ZERO;

    /** A note of this account and its place in the tree. */
    private record Own(Note note, int position) {}

    public ShieldedWallet(Hash chain, Asks node, WalletSecrets secrets, Proofs proofs) {
        this.chain = chain;
        this.node = node;
        this.proofs = proofs;
        this.spendingKey = secrets.spendingKey();
        this.key = ViewingKey.of(spendingKey);
        this.cipher = new NoteCipher(secrets.openingSeed());
        this.address = new ShieldedAddress(key.owner(Quad.ZERO), cipher.publicKey());
    }

    /** Where this account is paid. */
    public ShieldedAddress address() {
        return address;
    }

    private static Quad word(ByteString bytes) throws IOException {
        return Quad.read(bytes.toByteArray()).orElseThrow(() -> new IOException("the node answered with no word"));
    }

    /** Reads the notes of the chain. IOException if the node's notes are not those of its root. */
    public void read() throws IOException, RpcException {
        own.clear();
        tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
        NotesResult page;
        do {
            NotesQuery query = NotesQuery.newBuilder().setFrom(tree.size()).build();
            page = node.ask("shielded/notes", query, NotesResult.getDefaultInstance());
            for (NoteInfo info : page.getNotesList()) {
                Quad commitment = word(info.getNote().getCommitment());
                int position = tree.append(commitment.toArray());
                Optional<NoteCipher.Opened> opened = cipher.open(info.getSealed());
                if (opened.isPresent()) {
                    keep(info, opened.get(), commitment, position);
                }
            }
        } while (page.getNotesCount() > 0 && tree.size() < page.getSize());
        root = word(page.getRoot());
        if (!Quad.of(tree.root()).equals(root)) {
            throw new IOException("the node's notes are not those of its root");
        }
    }

    private void keep(NoteInfo info, NoteCipher.Opened opened, Quad commitment, int position)
            throws IOException, RpcException {
        if (opened.value() <= 0 || opened.value() >= Transfer.LIMIT) {
            return;
        }
        Quad serial = word(info.getNote().getSerial());
        Note note = new Note(info.getNote().getAsset(), opened.value(), address.owner(), serial, opened.trapdoor());
        if (!note.commitment().equals(commitment)) {
            return;
        }
        SpentQuery query = SpentQuery.newBuilder()
                .setNullifier(ByteString.copyFrom(key.nullifier(serial).toBytes()))
                .build();
        if (!node.ask("shielded/spent", query, SpentResult.getDefaultInstance()).getSpent()) {
            own.add(new Own(note, position));
        }
    }

    /** The number that statements have for an asset. */
    private long number(String asset) throws IOException, RpcException {
        return node.ask(
                        "shielded/pool",
                        PoolQuery.newBuilder().setAsset(asset).build(),
                        PoolResult.getDefaultInstance())
                .getNumber();
    }

    /** What the unspent notes hold, as of {@link #read}. */
    public long balance(String asset) throws IOException, RpcException {
        long number = number(asset);
        return own.stream()
                .filter(mine -> mine.note.asset() == number)
                .mapToLong(mine -> mine.note.value())
                .sum();
    }

    /** How many unspent notes there are, of any asset. */
    public int notes() {
        return own.size();
    }

    /**
     * A message that brings {@code value} into the pool.
     *
     * @param signer whose transaction it will be
     */
    public Deposit deposit(Address signer, String asset, long value) throws IOException, RpcException {
        long number = number(asset);
        Chosen nothing = new Chosen(nothing(number), nothing(number), 0);
        Action action = make(signer, NOBODY, nothing, address, value, 0, new long[] {value, 0, 0});
        return Deposit.newBuilder()
                .setAsset(asset)
                .setAmount(Amount.of(value).toByteString())
                .setAction(action)
                .build();
    }

    /** A message that pays {@code value} to somebody within the pool; the rest comes back. */
    public Pay pay(Address signer, String asset, ShieldedAddress to, long value, long fee)
            throws IOException, RpcException {
        Chosen chosen = choose(number(asset), Math.addExact(value, fee));
        Action action = make(signer, NOBODY, chosen, to, value, chosen.sum - value - fee, new long[] {0, 0, fee});
        return Pay.newBuilder()
                .setAsset(asset)
                .setFee(Amount.of(fee).toByteString())
                .setAction(action)
                .build();
    }

    /** A message that takes {@code value} out of the pool; the rest stays. */
    public Withdraw withdraw(Address signer, String asset, Address to, long value, long fee)
            throws IOException, RpcException {
        Chosen chosen = choose(number(asset), Math.addExact(value, fee));
        Action action = make(signer, to, chosen, address, 0, chosen.sum - value - fee, new long[] {0, value, fee});
        return Withdraw.newBuilder()
                .setAsset(asset)
                .setTo(to.toByteString())
                .setAmount(Amount.of(value).toByteString())
                .setFee(Amount.of(fee).toByteString())
                .setAction(action)
                .build();
    }

    private Spend nothing(long asset) {
        return Spend.none(asset, key, proofs.word(), proofs.word());
    }

    private record Chosen(Spend first, Spend second, long sum) {}

    /** The smallest note that is enough, else the two largest. */
    private Chosen choose(long asset, long value) {
        List<Own> mine = own.stream()
                .filter(note -> note.note.asset() == asset)
                .sorted(Comparator.comparingLong(note -> note.note.value()))
                .toList();
        long all = mine.stream().mapToLong(note -> note.note.value()).sum();
        if (all < value) {
            throw new WalletException(WalletException.Reason.SHORT, Long.toString(all));
        }
        for (Own note : mine) {
            if (note.note.value() >= value) {
                return chosen(note, null, asset);
            }
        }
        Own largest = mine.getLast();
        Own second = mine.get(mine.size() - 2);
        if (largest.note.value() + second.note.value() < value) {
            throw new WalletException(
                    WalletException.Reason.TOO_MANY_NOTES, Long.toString(largest.note.value() + second.note.value()));
        }
        return chosen(largest, second, asset);
    }

    private Chosen chosen(Own first, @Nullable Own second, long asset) {
        long sum = first.note.value() + (second == null ? 0 : second.note.value());
        return new Chosen(spend(first), second == null ? nothing(asset) : spend(second), sum);
    }

    private Spend spend(Own mine) {
        return new Spend(mine.note, Quad.ZERO, mine.position, tree.path(mine.position));
    }

    /** @param flow what goes in, what is withdrawn, the fee */
    private Action make(
            Address signer, Address to, Chosen spends, ShieldedAddress payee, long value, long change, long[] flow) {
        TransferPlan.Output paid = new TransferPlan.Output(payee.owner(), value, proofs.word());
        TransferPlan.Output back = new TransferPlan.Output(address.owner(), change, proofs.word());
        TransferPlan plan = new TransferPlan(spendingKey, spends.first, spends.second, paid, back);
        ByteString first = NoteCipher.seal(payee, value, paid.trapdoor(), proofs.random());
        ByteString second = NoteCipher.seal(address, change, back.trapdoor(), proofs.random());
        Transfer statement = plan.statement(
                Effects.chain(chain), root, flow[0], flow[1], flow[2], Effects.of(signer, to, first, second));
        byte[] proof = proofs.prove(statement, plan.secrets());
        return Action.newBuilder()
                .setAnchor(bytes(root))
                .setFirstNullifier(bytes(statement.firstNullifier()))
                .setSecondNullifier(bytes(statement.secondNullifier()))
                .setFirstNote(bytes(statement.firstNote()))
                .setSecondNote(bytes(statement.secondNote()))
                .setFirstSealed(first)
                .setSecondSealed(second)
                .setProof(ByteString.copyFrom(proof))
                .build();
    }

    private static ByteString bytes(Quad word) {
        return ByteString.copyFrom(word.toBytes());
    }
}
