package io.ixi.testnet.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.genesis.Modules;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.RocksLedger;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.economy.staking.proto.GenesisValidator;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A chain with all modules and many funded accounts on the node's store, without consensus. Not thread-safe. */
final class BenchChain implements AutoCloseable {
    private static final long START_MS = 1_700_000_000_000L;
    private static final int BLOCK_MS = 200;

    /** How long stake that is taken back waits. */
    static final int UNBONDING_S = 60;

    private static final Amount MAX_FEE = Amount.of(1_000_000_000_000L);
    private static final Bytes SIGNATURE = Bytes.wrap(new byte[Scheme.ML_DSA_44.signatureBytes()]);

    final Executor executor = Modules.executor();
    final Hash id;
    final RocksLedger ledger;
    private final long[] sequences;
    private long timeMs = START_MS;

    /** @param senders those of the accounts that will send */
    BenchChain(Path directory, int accounts, int senders) {
        Genesis genesis = genesis(accounts);
        this.id = Domain.chain(genesis);
        this.sequences = new long[senders];
        this.ledger = RocksLedger.open(directory, id, executor.registry().events(), Ledger.Options.DEFAULT);
        BlockHeader first = header(0, Hash.ZERO, Hash.ZERO, Hash.ZERO, List.of());
        ledger.commitGenesis(first, Wire.headerHash(first), executor.genesis(genesis));
    }

    private static Genesis genesis(int accounts) {
        GenesisState.Builder bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(6));
        ByteString funds = Amount.of(Long.MAX_VALUE / accounts).toByteString();
        for (int i = 0; i < accounts; i++) {
            bank.addBalances(GenesisBalance.newBuilder()
                    .setAccount(account(i).toByteString())
                    .setAmount(funds));
        }
        return Genesis.newBuilder()
                .setChainName("bench")
                .setTimeMs(START_MS)
                .setProtocol(1)
                .setLimits(Limits.newBuilder()
                        .setBlockBytes(50_000_000)
                        .setBlockGas(10_000_000)
                        .setBlockTransactions(20_000))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("staking")
                        .setState(staking().toByteString()))
                .build();
    }

    /** One validator, which is the first account's and stakes little. */
    private static io.ixi.vm.economy.staking.proto.GenesisState staking() {
        return io.ixi.vm.economy.staking.proto.GenesisState.newBuilder()
                .setParameters(StakingModule.DEFAULTS.toBuilder().setUnbondingS(UNBONDING_S))
                .addValidators(GenesisValidator.newBuilder()
                        .setOperator(account(0).toByteString())
                        .setPublicKey(key(0).getPublicKey())
                        .setBond(Amount.of(1_000_000).toByteString()))
                .build();
    }

    private static Key key(int account) {
        byte[] publicKey = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        ByteBuffer.wrap(publicKey).putInt(account + 1);
        return Draft.key(Scheme.ML_DSA_44, Bytes.wrap(publicKey));
    }

    static Address account(int account) {
        return Address.of(
                Scheme.ML_DSA_44.number(),
                Bytes.wrap(key(account).getPublicKey().toByteArray()));
    }

    /** The sender's next transaction on the wire; its first one brings the key. The signature is not one. */
    Bytes signed(int sender, Message... messages) {
        long sequence = sequences[sender]++;
        Draft draft =
                Draft.of(id, key(sender), account(sender), sequence, ledger.height() + 100, MAX_FEE, List.of(messages));
        return (sequence == 0 ? draft : draft.withoutKey()).signed(Scheme.ML_DSA_44, SIGNATURE);
    }

    BlockContext next() {
        long height = ledger.height() + 1;
        return new BlockContext(id, height, timeMs + BLOCK_MS, timeMs, 0);
    }

    /** The parent's time for the next block. */
    long timeMs() {
        return timeMs;
    }

    /** Lets time pass before the next block. */
    void skip(long ms) {
        timeMs += ms;
    }

    void commit(Executed executed) {
        Ledger.Tip tip = ledger.tip();
        List<Hash> ids = executed.transactions().stream().map(tx -> tx.id()).toList();
        timeMs += BLOCK_MS;
        BlockHeader header = header(executed.height(), tip.hash(), tip.stateRoot(), tip.receiptsRoot(), ids);
        ledger.commit(header, Wire.headerHash(header), executed, null);
        ledger.prune();
    }

    private BlockHeader header(long height, Hash parent, Hash stateRoot, Hash receiptsRoot, List<Hash> ids) {
        return new BlockHeader(
                id,
                1,
                0,
                height,
                height,
                Math.max(0, height - 1),
                0,
                timeMs,
                parent,
                stateRoot,
                receiptsRoot,
                Wire.transactionsRoot(ids),
                ids.size(),
                Hash.ZERO);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
