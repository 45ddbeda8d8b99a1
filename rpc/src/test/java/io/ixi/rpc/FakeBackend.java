package io.ixi.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.rpc.sample.BalanceAnswer;
import io.ixi.rpc.sample.BalanceQuery;
import io.ixi.rpc.sample.Give;
import io.ixi.rpc.sample.Given;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.Receipts;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A chain in memory that finalizes when told. Its transactions hold one {@link Give}; nothing is verified. */
public final class FakeBackend implements Backend {
    static final Rejection BAD_SEQ = new Rejection(1, "BAD_SEQ", "the sequence number was used already");
    static final Rejection MALFORMED = new Rejection(14, "MALFORMED", "not a transaction");
    static final int NO_MONEY = 200001;
    static final Hash CHAIN = Hash.sha256(new byte[] {1});
    public static final long START_MS = 1_760_000_000_000L;

    private static final Registry REGISTRY = Registry.of(List.of(new SampleModule()));

    private final List<Block> blocks = new ArrayList<>();
    private final Map<Hash, Bytes> pending = new LinkedHashMap<>();
    private final Map<Hash, Transaction> done = new LinkedHashMap<>();
    private final List<Consumer<Block>> followers = new CopyOnWriteArrayList<>();
    private volatile boolean ready = true;
    private volatile long earliestBlock;
    private volatile Runnable afterSend = () -> {};

    public FakeBackend() {
        finalizeBlock(START_MS);
    }

    /** Forgets the blocks below a height. */
    void forgetBelow(long height) {
        earliestBlock = height;
    }

    /** Sequence 666 is refused as used. */
    static Bytes transaction(Address from, Address to, long amount, long sequence) {
        Give give = Give.newBuilder()
                .setTo(bytes(to.hash()))
                .setAmount(ByteString.copyFrom(Amount.of(amount).toBytes().toArray()))
                .build();
        TransactionBody body = TransactionBody.newBuilder()
                .setChain(bytes(CHAIN))
                .setAccount(bytes(from.hash()))
                .setSequence(sequence)
                .setValidUntilHeight(1000)
                .setMaxFee(ByteString.copyFrom(Amount.of(5000).toBytes().toArray()))
                .addMessages(TypedMessage.newBuilder().setType(51201).setValue(give.toByteString()))
                .build();
        return Bytes.wrap(io.ixi.vm.kernel.proto.Transaction.newBuilder()
                .setBody(body.toByteString())
                .addSignatures(Signature.newBuilder().setScheme(1).setSignature(ByteString.copyFrom(new byte[2420])))
                .build()
                .toByteArray());
    }

    static Address account(int number) {
        return new Address(Hash.sha256(new byte[] {2, (byte) number}));
    }

    static Hash id(Bytes transaction) {
        return Hash.sha256(transaction.unsafeArray());
    }

    void setReady(boolean value) {
        ready = value;
    }

    /** Runs after every accepted transaction. */
    void onSend(Runnable action) {
        afterSend = action;
    }

    int followers() {
        return followers.size();
    }

    /** Puts everything that waits into a block and tells the followers. Amount 13 fails. */
    public synchronized Block finalizeBlock(long timeMs) {
        List<Hash> ids = List.copyOf(pending.keySet());
        List<Bytes> bodies = List.copyOf(pending.values());
        List<Receipt> receipts = new ArrayList<>();
        long height = blocks.size();
        for (int i = 0; i < ids.size(); i++) {
            Receipt receipt = receipt(bodies.get(i));
            receipts.add(receipt);
            done.put(ids.get(i), new Transaction(ids.get(i), bodies.get(i), height, i, receipt));
        }
        pending.clear();
        Hash parent = blocks.isEmpty() ? Hash.ZERO : blocks.getLast().hash();
        BlockHeader header = new BlockHeader(
                CHAIN,
                1,
                0,
                height,
                height,
                Math.max(0, height - 1),
                (int) (height % 4),
                timeMs,
                parent,
                Hash.sha256(parent.toBytes()),
                Receipts.root(blocks.isEmpty() ? List.of() : blocks.getLast().receipts()),
                Hash.ZERO,
                ids.size(),
                Hash.ZERO);
        Hash hash = Hash.sha256(parent.toBytes(), new byte[] {(byte) height});
        Block block = new Block(hash, header, ids, bodies, receipts, height == 0 ? null : certificate(height, hash));
        blocks.add(block);
        followers.forEach(follower -> follower.accept(block));
        return block;
    }

    @Override
    public Registry registry() {
        return REGISTRY;
    }

    @Override
    public synchronized Status status() {
        Block latest = blocks.getLast();
        return new Status(
                "ixi:" + CHAIN.hex().substring(0, 32),
                "0.1.0",
                "alpha",
                latest.header().height(),
                latest.hash(),
                latest.header().parentStateRoot(),
                latest.header().timeMs(),
                latest.header().view() + 1,
                0,
                earliestBlock,
                false,
                0,
                4,
                3,
                pending.size(),
                pending.values().stream().mapToLong(Bytes::size).sum());
    }

    @Override
    public synchronized Optional<Block> block(long height) {
        return height >= earliestBlock && height < blocks.size()
                ? Optional.of(blocks.get((int) height))
                : Optional.empty();
    }

    @Override
    public synchronized Optional<Block> block(Hash hash) {
        return blocks.stream().filter(b -> b.hash().equals(hash)).findFirst();
    }

    @Override
    public synchronized Optional<Transaction> transaction(Hash id) {
        Bytes waiting = pending.get(id);
        return waiting != null
                ? Optional.of(new Transaction(id, waiting, 0, 0, null))
                : Optional.ofNullable(done.get(id));
    }

    @Override
    public CompletableFuture<Hash> send(Bytes transaction) {
        try {
            if (body(transaction).getSequence() == 666) {
                throw new RejectedException(BAD_SEQ);
            }
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        Hash id = id(transaction);
        synchronized (this) {
            pending.put(id, transaction);
        }
        afterSend.run();
        return CompletableFuture.completedFuture(id);
    }

    @Override
    public Simulation simulate(Bytes transaction) throws RejectedException {
        TransactionBody body = body(transaction);
        Receipt receipt = receipt(transaction);
        Address from = Address.of(body.getAccount());
        Amount after = Amount.of(1_000_000).minus(receipt.fee());
        return new Simulation(
                receipt,
                List.of(new Simulation.Change(from, "ixi", Amount.of(1_000_000), after, Amount.ZERO, Amount.ZERO)),
                List.of(new Simulation.GateResult(Gate.getDefaultInstance(), from, receipt.succeeded())));
    }

    @Override
    public long nextSequence(Address account) {
        return 7;
    }

    @Override
    public Answer query(QuerySpec query, Message params, OptionalLong height, boolean prove) throws RejectedException {
        long at = height.orElse(status().height());
        Block block = block(at)
                .orElseThrow(() -> new RejectedException(new Rejection(9, "NOT_FOUND", "this height is not kept")));
        ByteString account = ((BalanceQuery) params).getAccount();
        BalanceAnswer answer = BalanceAnswer.newBuilder()
                .setFree(
                        account.equals(bytes(account(1).hash()))
                                ? ByteString.copyFrom(new byte[] {3, (byte) 0xe8})
                                : ByteString.EMPTY)
                .build();
        return new Answer(answer, at, prove ? proof(block) : null);
    }

    private static Proof proof(Block block) {
        return new Proof(
                List.of(new Proof.Entry(Bytes.fromHex("c801"), null, Bytes.fromHex("0102"))),
                block.header(),
                List.of(),
                certificate(Math.max(1, block.header().height()), block.hash()));
    }

    @Override
    public Optional<Proof> handover(long epoch) {
        return epoch == 0 ? block(status().height()).map(FakeBackend::proof) : Optional.empty();
    }

    @Override
    public Subscription subscribe(Consumer<Block> onFinalized) {
        followers.add(onFinalized);
        return () -> followers.remove(onFinalized);
    }

    @Override
    public CompletableFuture<Invariants> checkInvariants() {
        return CompletableFuture.completedFuture(new Invariants(
                status().height(), new TreeMap<>(java.util.Map.of("bank", "", "sample", "a sum is off"))));
    }

    @Override
    public Readiness readiness() {
        return new Readiness(ready, List.of(new Readiness.Check("peers", ready, "3 of 3")));
    }

    @Override
    public String metrics() {
        return "# TYPE ixi_height gauge\nixi_height " + status().height() + "\n";
    }

    private static Receipt receipt(Bytes transaction) {
        try {
            TransactionBody body = body(transaction);
            Give give = Give.parseFrom(body.getMessages(0).getValue());
            boolean fails = give.getAmount().equals(ByteString.copyFrom(new byte[] {13}));
            Given given = Given.newBuilder()
                    .setFrom(body.getAccount())
                    .setTo(give.getTo())
                    .setAmount(give.getAmount())
                    .build();
            return new Receipt(
                    id(transaction),
                    fails ? NO_MONEY : 0,
                    0,
                    230,
                    Amount.of(2300),
                    fails ? List.of() : List.of(new Event(51201, given)));
        } catch (RejectedException | InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static TransactionBody body(Bytes transaction) throws RejectedException {
        try {
            TransactionBody body =
                    TransactionBody.parseFrom(io.ixi.vm.kernel.proto.Transaction.parseFrom(transaction.unsafeArray())
                            .getBody());
            if (body.getMessagesCount() == 0) {
                throw new RejectedException(MALFORMED);
            }
            return body;
        } catch (InvalidProtocolBufferException e) {
            throw new RejectedException(MALFORMED);
        }
    }

    private static Certificate certificate(long height, Hash hash) {
        Bytes signature = Bytes.wrap(new byte[2420]);
        return new Certificate(
                new Subject.Finalize(new Proposal(0, height, height - 1, hash)),
                List.of(
                        new Certificate.Share(0, signature),
                        new Certificate.Share(1, signature),
                        new Certificate.Share(3, signature)));
    }

    private static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.toBytes());
    }
}
