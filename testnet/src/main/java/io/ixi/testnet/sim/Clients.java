package io.ixi.testnet.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Accounts that pay each other through whatever node answers, and say it again until it is final. */
final class Clients {
    static final int ACCOUNTS = 6;

    /** First balance of each account, in base units. */
    static final long FUNDS = 1_000_000_000_000_000_000L;

    private static final Amount MAX_FEE = Amount.of(1_000_000_000_000L);
    private static final long AGAIN_US = 400 * VirtualTime.MS;
    /** No transfer of ours has it, so an odd transaction never shares an id with one. */
    private static final long ODD_AMOUNT = 7_777_777;

    /** Accounts that have nothing. */
    private static final int STRANGERS = 250;

    /** Accounts from here on are validators' operators. */
    private static final int OPERATORS = ACCOUNTS + STRANGERS;

    private static final int MAX_WAITING = 24;

    private static final List<Bytes> KEYS = IntStream.range(0, OPERATORS + SimKeys.HOLDERS)
            .mapToObj(SimKeys::accountKey)
            .toList();

    private static final List<Address> ADDRESSES =
            KEYS.stream().map(key -> Address.of(Scheme.ML_DSA_44.number(), key)).toList();

    private final World world;
    private final SplittableRandom random;
    private final long pauseUs;
    private final long[] sequences = new long[OPERATORS + SimKeys.HOLDERS];
    private final Map<Hash, Bytes> waiting = new LinkedHashMap<>();
    private boolean open;
    private boolean repeating;
    private long sent;
    private long accepted;

    Clients(World world, SplittableRandom random, long pauseUs) {
        this.world = world;
        this.random = random;
        this.pauseUs = pauseUs;
    }

    void open() {
        open = true;
        world.time().after(pauseUs, this::pay);
    }

    /** No new transfers from now on. */
    void close() {
        open = false;
    }

    /** Transfers that are not known to be final. */
    int waiting() {
        return waiting.size();
    }

    long sent() {
        return sent;
    }

    long accepted() {
        return accepted;
    }

    void finalized(Hash id) {
        waiting.remove(id);
    }

    /** Makes the account's next transfer and hands it to a node. */
    Hash transfer(int account, long amount) {
        return send(account, pays(account, amount));
    }

    /** An operator sends this to the chain. */
    Hash stakes(int holder, Message message) {
        return send(OPERATORS + holder, message);
    }

    private Hash send(int account, Message message) {
        Bytes signed = signed(account, sequences[account]++, message, true);
        Hash id = id(signed);
        waiting.put(id, signed);
        sent++;
        submit(signed);
        if (!repeating) {
            repeating = true;
            world.time().after(AGAIN_US, this::again);
        }
        return id;
    }

    private static Message pays(int account, long amount) {
        return Send.newBuilder()
                .setTo(address((account + 1) % ACCOUNTS).toByteString())
                .setAmount(ByteString.copyFrom(Amount.of(amount).toBytes().toArray()))
                .build();
    }

    private Bytes signed(int account, long sequence, Message message, boolean well) {
        Bytes key = KEYS.get(account);
        Draft draft = Draft.of(
                world.chainHash(),
                Draft.key(Scheme.ML_DSA_44, key),
                address(account),
                sequence,
                world.checks().height() + 10_000,
                MAX_FEE,
                List.of(message));
        byte[] hash = draft.signingHash().toBytes();
        hash[0] ^= (byte) (well ? 0 : 1);
        return draft.signed(Scheme.ML_DSA_44, SimKeys.accountSignature(key, Bytes.wrap(hash)));
    }

    /** A transaction that no block may hold: badly signed, or far before its turn. */
    Bytes odd(boolean badlySigned) {
        int account = random.nextInt(ACCOUNTS);
        long sequence = sequences[account] + (badlySigned ? 0 : 1_000);
        return signed(account, sequence, pays(account, ODD_AMOUNT), !badlySigned);
    }

    /** A well-signed transaction of an account without funds. */
    Bytes unpayable(int number) {
        int account = ACCOUNTS + number % STRANGERS;
        return signed(account, number / STRANGERS, pays(account, 1), true);
    }

    /** The id of a transaction that decodes. */
    static Hash id(Bytes transaction) {
        try {
            return Domain.transactionId(
                    Transaction.parseFrom(transaction.unsafeArray()).getBody().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void pay() {
        if (open) {
            if (waiting.size() < MAX_WAITING) {
                // now and then more than anyone has: final all the same, with an error in its receipt
                boolean tooMuch = random.nextInt(16) == 0;
                transfer(random.nextInt(ACCOUNTS), tooMuch ? Long.MAX_VALUE : random.nextLong(1, 1_000));
            }
            world.time().after(random.nextLong(2 * pauseUs) + 1, this::pay);
        }
    }

    private void again() {
        new ArrayList<>(waiting.values()).forEach(this::submit);
        repeating = !waiting.isEmpty();
        if (repeating) {
            world.time().after(AGAIN_US, this::again);
        }
    }

    private void submit(Bytes transaction) {
        List<SimNode> nodes = world.nodes();
        SimNode node = nodes.get(random.nextInt(nodes.size()));
        world.time().after(random.nextInt(2_000), () -> node.submit(transaction, id -> accepted++));
    }

    /** The account that stakes for a voting key. */
    static Address operator(int holder) {
        return ADDRESSES.get(OPERATORS + holder);
    }

    static Address address(int account) {
        return ADDRESSES.get(account);
    }
}
