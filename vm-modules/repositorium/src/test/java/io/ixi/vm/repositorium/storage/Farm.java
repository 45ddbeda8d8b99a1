package io.ixi.vm.repositorium.storage;

import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.repositorium.storage.proto.AcceptShard;
import io.ixi.vm.repositorium.storage.proto.AccessQuery;
import io.ixi.vm.repositorium.storage.proto.AccessResult;
import io.ixi.vm.repositorium.storage.proto.Answer;
import io.ixi.vm.repositorium.storage.proto.BlobCreated;
import io.ixi.vm.repositorium.storage.proto.BlobQuery;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.ChallengeQuery;
import io.ixi.vm.repositorium.storage.proto.ChallengeResult;
import io.ixi.vm.repositorium.storage.proto.Challenged;
import io.ixi.vm.repositorium.storage.proto.Clock;
import io.ixi.vm.repositorium.storage.proto.CreateBlob;
import io.ixi.vm.repositorium.storage.proto.DealRef;
import io.ixi.vm.repositorium.storage.proto.EpochQuery;
import io.ixi.vm.repositorium.storage.proto.GenesisState;
import io.ixi.vm.repositorium.storage.proto.GrantKey;
import io.ixi.vm.repositorium.storage.proto.Placement;
import io.ixi.vm.repositorium.storage.proto.Prove;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.ProviderOffer;
import io.ixi.vm.repositorium.storage.proto.ProviderQuery;
import io.ixi.vm.repositorium.storage.proto.RegisterProvider;
import io.ixi.vm.repositorium.storage.proto.ReportFault;
import io.ixi.vm.testkit.MemoryChain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A chain with providers, and what they store. */
final class Farm {
    static final int OWNER = 0;
    static final int FRIEND = 1;
    static final int POOR = 2;
    static final int STRANGER = 3;

    /** The first provider. */
    static final int P = 4;

    static final int ACCOUNTS = 12;
    static final long CAPACITY = 1 << 20;
    static final long COLLATERAL = 1_000_000;
    static final long PRICE = 1 << 20;
    static final int SHARD_BYTES = 2_048;

    /** Of a shard for an epoch: a unit for each byte. */
    static final long SHARD_PRICE = SHARD_BYTES;

    static final Address TREASURY = Address.ofModule(99);
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    final MemoryChain chain =
            new MemoryChain(ACCOUNTS, economy -> List.of(new StorageModule(economy.money(), TREASURY)), genesis());
    private final Map<String, byte[]> disks = new TreeMap<>();

    private static ModuleGenesis genesis() {
        GenesisState state = GenesisState.newBuilder()
                .setParameters(StorageModule.DEFAULTS.toBuilder().setEpochS(10).setAnswerBlocks(3))
                .build();
        return ModuleGenesis.newBuilder()
                .setModule("repo")
                .setState(state.toByteString())
                .build();
    }

    void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    static ProviderOffer.Builder offer() {
        return ProviderOffer.newBuilder()
                .setCapacity(CAPACITY)
                .setPrice(amount(PRICE))
                .setEndpoint("http://127.0.0.1:9000");
    }

    static RegisterProvider register() {
        return RegisterProvider.newBuilder()
                .setOffer(offer())
                .setCollateral(amount(COLLATERAL))
                .build();
    }

    /** The accounts P to P + count - 1 are providers. */
    Farm providers(int count) {
        for (int i = 0; i < count; i++) {
            expect("OK", P + i, register());
        }
        return this;
    }

    static byte[] shard(int number) {
        byte[] bytes = new byte[SHARD_BYTES];
        Arrays.fill(bytes, (byte) (number + 1));
        return bytes;
    }

    static ByteString root(byte[] shard) {
        ShardTree tree = new ShardTree();
        tree.add(shard, shard.length);
        return ByteString.copyFrom(tree.root().toBytes());
    }

    /** 2 of so many shards at the first providers, for 5 epochs. */
    static CreateBlob.Builder blob(int shards) {
        CreateBlob.Builder create = CreateBlob.newBuilder()
                .setSize(4_000)
                .setContentHash(hash("stream"))
                .setDataShards(2)
                .setShardBytes(SHARD_BYTES)
                .setKeyCommit(hash("key"))
                .setEpochs(5)
                .setMaxPrice(amount(1L << 40));
        for (int i = 0; i < shards; i++) {
            create.addShards(Placement.newBuilder().setProvider(address(P + i)).setRoot(root(shard(i))));
        }
        return create;
    }

    static AcceptShard accept(ByteString blob, int shard) {
        return AcceptShard.newBuilder().setBlob(blob).setShard(shard).build();
    }

    /** Makes a blob; providers have its shards. */
    ByteString stored(CreateBlob create) {
        ByteString id = chain.event(BlobCreated.class, OWNER, create).getBlob();
        for (int i = 0; i < create.getShardsCount(); i++) {
            int provider = holder(create.getShards(i).getProvider());
            put(id, i);
            if (challenge(provider).getOpen()) {
                expect("OK", provider, proof(provider));
            }
            expect("OK", provider, accept(id, i));
        }
        return id;
    }

    static int holder(ByteString provider) {
        for (int i = 0; i < ACCOUNTS; i++) {
            if (address(i).equals(provider)) {
                return i;
            }
        }
        throw new AssertionError("nobody");
    }

    void put(ByteString blob, int shard) {
        disks.put(key(blob, shard), shard(shard));
    }

    void lose(ByteString blob, int shard) {
        disks.remove(key(blob, shard));
    }

    private static String key(ByteString blob, int shard) {
        return io.ixi.consensus.types.Bytes.wrap(blob.toByteArray()) + "/" + shard;
    }

    Clock clock() {
        return chain.ask("repo/epoch", EpochQuery.getDefaultInstance(), Clock.getDefaultInstance());
    }

    /** Lets blocks pass until the next epoch has its beacon. */
    void epoch() {
        long epoch = clock().getEpoch();
        chain.pass(10_000);
        while (clock().getEpoch() == epoch || !clock().hasBeacon()) {
            chain.pass(0);
        }
    }

    ChallengeResult challenge(int provider) {
        ChallengeQuery query =
                ChallengeQuery.newBuilder().setProvider(address(provider)).build();
        return chain.ask("repo/challenge", query, ChallengeResult.getDefaultInstance());
    }

    /** What the provider can show now: zeros where it lost something. */
    Prove proof(int provider) {
        ChallengeResult challenge = challenge(provider);
        Prove.Builder prove = Prove.newBuilder().setEpoch(challenge.getEpoch());
        for (Challenged leaf : challenge.getLeavesList()) {
            byte[] bytes = disks.getOrDefault(key(leaf.getBlob(), leaf.getShard()), new byte[SHARD_BYTES]);
            ShardTree tree = new ShardTree();
            tree.add(bytes, bytes.length);
            int at = (int) leaf.getLeaf() * ShardTree.LEAF_BYTES;
            prove.addAnswers(Answer.newBuilder()
                    .setLeaf(ByteString.copyFrom(bytes, at, ShardTree.LEAF_BYTES))
                    .setPath(ByteString.copyFrom(ShardTree.path(tree.chunks(), leaf.getLeaf(), bytes, bytes.length))));
        }
        return prove.build();
    }

    static ReportFault report(int provider) {
        return ReportFault.newBuilder().setProvider(address(provider)).build();
    }

    Provider provider(int account) {
        ProviderQuery query =
                ProviderQuery.newBuilder().setProvider(address(account)).build();
        return chain.ask("repo/provider", query, Provider.getDefaultInstance());
    }

    /** Whether a provider is asked and does not answer until it fails. */
    void fail(int provider) {
        while (!provider(provider).getFailed()) {
            epoch();
            chain.run(STRANGER, report(provider));
        }
    }

    BlobResult known(ByteString blob) {
        return chain.ask("repo/blob", BlobQuery.newBuilder().setBlob(blob).build(), BlobResult.getDefaultInstance());
    }

    AccessResult access(ByteString blob, int account) {
        AccessQuery query = AccessQuery.newBuilder()
                .setBlob(blob)
                .setAccount(address(account))
                .build();
        return chain.ask("repo/access", query, AccessResult.getDefaultInstance());
    }

    static DealRef ref(ByteString blob, int shard) {
        return DealRef.newBuilder().setBlob(blob).setShard(shard).build();
    }

    static GrantKey.Builder grant(ByteString blob) {
        return GrantKey.newBuilder()
                .setBlob(blob)
                .setGrantee(address(FRIEND))
                .setCommit(hash("wrapped"))
                .setUntilMs(1_700_000_100_000L);
    }

    /** Whether so little of "ixi" is too little for the message's deposit. */
    void poor(Message message) {
        chain.run(OWNER, send("", POOR, 100_000_000));
        chain.drainFor(POOR, message);
        expect("DEPOSIT", POOR, message);
    }
}
