package io.ixi.vm.shielded;

import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.shielded.proto.Action;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.NotesQuery;
import io.ixi.vm.shielded.proto.NotesResult;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.shielded.proto.Withdraw;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Statement;
import io.ixi.zkp.statement.Transfer;
import java.util.List;
import java.util.Random;

/** Chains with the module, and messages with notes that nobody can tell from others. */
final class Stage {
    static final int ACCOUNTS = 80;

    /** Takes the SHA-256 of a statement for its proof: shows which statement the module asks about. */
    static final ProofCheck DIGESTS =
            (statement, proof) -> ByteString.copyFrom(proof).equals(digest(statement));

    private Stage() {}

    static MemoryChain chain(ProofCheck proofs) {
        return new MemoryChain(ACCOUNTS, economy -> List.of(new ShieldedModule(economy.money(), proofs)));
    }

    static ByteString digest(Statement statement) {
        return ByteString.copyFrom(Hash.sha256(statement.encode()).toBytes());
    }

    static ByteString bytes(Quad word) {
        return ByteString.copyFrom(word.toBytes());
    }

    static Quad word(Random random) {
        return new Quad(
                random.nextLong() >>> 1, random.nextLong() >>> 1, random.nextLong() >>> 1, random.nextLong() >>> 1);
    }

    static NotesResult notes(MemoryChain chain, long from) {
        return chain.ask(
                "shielded/notes", NotesQuery.newBuilder().setFrom(from).build(), NotesResult.getDefaultInstance());
    }

    /** An action with the latest anchor, nullifiers and notes from the seed, and no proof. */
    static Action.Builder action(MemoryChain chain, long seed) {
        Random random = new Random(seed);
        return Action.newBuilder()
                .setAnchor(notes(chain, 0).getRoot())
                .setFirstNullifier(bytes(word(random)))
                .setSecondNullifier(bytes(word(random)))
                .setFirstNote(bytes(word(random)))
                .setSecondNote(bytes(word(random)))
                .setFirstSealed(ByteString.copyFromUtf8("one " + seed))
                .setSecondSealed(ByteString.copyFromUtf8("two " + seed));
    }

    private static Quad read(ByteString bytes) {
        return Quad.read(bytes.toByteArray()).orElse(Quad.ZERO);
    }

    /** The number that statements have for an asset. */
    static long number(MemoryChain chain, String asset) {
        PoolQuery query = PoolQuery.newBuilder().setAsset(asset).build();
        return chain.ask("shielded/pool", query, PoolResult.getDefaultInstance())
                .getNumber();
    }

    static Transfer statement(
            MemoryChain chain, String asset, int signer, Address to, Action action, long in, long out, long fee) {
        return new Transfer(
                Effects.chain(chain.id),
                number(chain, asset),
                read(action.getAnchor()),
                read(action.getFirstNullifier()),
                read(action.getSecondNullifier()),
                read(action.getFirstNote()),
                read(action.getSecondNote()),
                in,
                out,
                fee,
                Effects.of(account(signer), to, action.getFirstSealed(), action.getSecondSealed()));
    }

    static Deposit.Builder deposit(MemoryChain chain, int signer, String asset, long value, long seed) {
        Action.Builder action = action(chain, seed);
        Transfer statement =
                statement(chain, asset, signer, new Address(Hash.ZERO), action.buildPartial(), value, 0, 0);
        return Deposit.newBuilder()
                .setAsset(asset)
                .setAmount(amount(value))
                .setAction(action.setProof(digest(statement)));
    }

    static Pay.Builder pay(MemoryChain chain, int signer, String asset, long fee, long seed) {
        Action.Builder action = action(chain, seed);
        Transfer statement = statement(chain, asset, signer, new Address(Hash.ZERO), action.buildPartial(), 0, 0, fee);
        return Pay.newBuilder().setAsset(asset).setFee(amount(fee)).setAction(action.setProof(digest(statement)));
    }

    static Withdraw.Builder withdraw(
            MemoryChain chain, int signer, String asset, int to, long value, long fee, long seed) {
        Action.Builder action = action(chain, seed);
        Transfer statement = statement(chain, asset, signer, account(to), action.buildPartial(), 0, value, fee);
        return Withdraw.newBuilder()
                .setAsset(asset)
                .setAmount(amount(value))
                .setFee(amount(fee))
                .setTo(address(to))
                .setAction(action.setProof(digest(statement)));
    }

    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
