package io.ixi.testnet.scenario;

import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.provider.Card;
import io.ixi.node.provider.Ledger;
import io.ixi.node.provider.Repository;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.repositorium.storage.StorageModule;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.Clock;
import io.ixi.vm.repositorium.storage.proto.DealInfo;
import io.ixi.vm.repositorium.storage.proto.DealStatus;
import io.ixi.vm.repositorium.storage.proto.EpochQuery;
import io.ixi.vm.repositorium.storage.proto.ExitProvider;
import io.ixi.vm.repositorium.storage.proto.GenesisState;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.ProviderQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersQuery;
import io.ixi.vm.repositorium.storage.proto.ProvidersResult;
import io.ixi.vm.repositorium.storage.proto.ReportFault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** S10: a file with real storage providers, one of which is killed; the file survives, and is shredded in the end. */
final class StorageLife implements Scenario {
    private static final int EPOCH_S = 10;
    private static final long LONGEST_EPOCH_S = 60;
    private static final int SHARDS = 6;
    private static final int DATA = 4;
    private static final int FILE_BYTES = Integer.getInteger("ixi.scenario.bytes", 3_000_000);
    private static final String CANARY = "a canary that no disk may show";

    /** Of the spare, which stores what others lose. */
    private static final String SPARE = "spare";

    @Override
    public String name() {
        return "S10";
    }

    @Override
    public List<String> cast() {
        List<String> cast = new ArrayList<>(List.of("owner", "friend", "stranger", SPARE));
        for (int i = 0; i < SHARDS; i++) {
            cast.add("provider" + i);
        }
        return cast;
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.module(
                "repo",
                GenesisState.getDefaultInstance(),
                state -> state.toBuilder()
                        .setParameters(StorageModule.DEFAULTS.toBuilder().setEpochS(EPOCH_S))
                        .build());
        genesis.heartbeat(200);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        URI node = stage.nodes().getFirst().url();
        try (Daemons daemons = new Daemons(node, stage.run())) {
            new Play(stage, daemons, node).all();
        } catch (Ledger.RefusedException e) {
            throw new IOException("the chain refused: " + e.getMessage(), e);
        }
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Daemons daemons;
        private final URI node;
        private final Path work;

        Play(Stage stage, Daemons daemons, URI node) throws IOException {
            this.stage = stage;
            this.daemons = daemons;
            this.node = node;
            this.work = daemons.folder("owner");
            Files.createDirectories(work);
        }

        void all() throws IOException, RpcException, Ledger.RefusedException {
            long epochS = stage.ask(
                            "repo/parameters",
                            io.ixi.vm.repositorium.storage.proto.ParametersQuery.getDefaultInstance(),
                            io.ixi.vm.repositorium.storage.proto.Parameters.getDefaultInstance())
                    .getEpochS();
            if (epochS > LONGEST_EPOCH_S) {
                throw new IOException("epochs of this network have " + epochS + " seconds: too long to watch");
            }
            for (int i = 0; i < SHARDS; i++) {
                int wanted = i + 1;
                start("provider" + i);
                stage.await("provider " + i, () -> providers() == wanted);
            }
            stage.step("six storage providers are processes and have bonds", SHARDS, providers());
            Path file = file();
            try (SigningKey key = key("owner");
                    Repository owner = new Repository(node, key)) {
                Card card = owner.put(file, new Repository.Terms(DATA, SHARDS, 200, false, Amount.of(Stage.FUNDS)));
                stage.step(
                        "owner puts a file: 4 of 6 shards give it back",
                        true,
                        blob(owner, card).getBlob().getCertified());
                stage.step("shards that show what is in the file", 0, showing());
                proved(owner, card);
                killed(owner, card, file);
                repaired(owner, card, file);
                shared(owner, card, file);
                shredded(owner, card);
            }
        }

        private SigningKey key(String who) {
            return SigningKey.fromSeed(Scheme.ML_DSA_44, Actor.seed(stage.run(), who));
        }

        private void start(String who) throws IOException {
            if (!Files.exists(daemons.folder(who))) {
                daemons.key(who);
            }
            daemons.start(
                    who,
                    "provider",
                    "start",
                    "--port",
                    "0",
                    "--dir",
                    daemons.folder(who).toString());
        }

        private int providers() throws IOException, RpcException {
            ProvidersResult all = stage.ask(
                    "repo/providers", ProvidersQuery.getDefaultInstance(), ProvidersResult.getDefaultInstance());
            return all.getProvidersCount();
        }

        private Path file() throws IOException {
            byte[] bytes = new byte[FILE_BYTES];
            new Random(stage.run()).nextBytes(bytes);
            byte[] canary = CANARY.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(canary, 0, bytes, bytes.length / 2, canary.length);
            return Files.write(work.resolve("file"), bytes);
        }

        private BlobResult blob(Repository owner, Card card) throws IOException, Ledger.RefusedException {
            return owner.blob(card.blob());
        }

        private List<Path> shards(String who) throws IOException {
            if (!Files.exists(daemons.folder(who))) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(daemons.folder(who))) {
                return files.filter(file -> file.toString().endsWith(".shard")).toList();
            }
        }

        private long showing() throws IOException {
            long count = 0;
            for (int i = 0; i < SHARDS; i++) {
                for (Path shard : shards("provider" + i)) {
                    String text = new String(Files.readAllBytes(shard), StandardCharsets.ISO_8859_1);
                    count += text.contains(CANARY) ? 1 : 0;
                }
            }
            return count;
        }

        private long epoch() throws IOException, RpcException {
            return stage.ask("repo/epoch", EpochQuery.getDefaultInstance(), Clock.getDefaultInstance())
                    .getEpoch();
        }

        private Provider provider(String who) throws IOException, RpcException {
            ProviderQuery query = ProviderQuery.newBuilder()
                    .setProvider(stage.actor(who).bytes())
                    .build();
            return stage.ask("repo/provider", query, Provider.getDefaultInstance());
        }

        private void proved(Repository owner, Card card) throws IOException, RpcException, Ledger.RefusedException {
            long start = epoch();
            for (int i = 1; i <= 5; i++) {
                long wanted = start + i;
                stage.await("epoch " + wanted, () -> epoch() > wanted);
            }
            long faults = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < SHARDS; i++) {
                Provider known = provider("provider" + i);
                faults += known.getFaultsCount();
                least = Math.min(least, known.getAccounted());
            }
            stage.step("all proved five epochs", true, least >= start + 5);
            stage.step("faults until now", 0L, faults);
            long paid = blob(owner, card).getDealsList().stream()
                    .filter(deal -> deal.getDeal().getPaid() >= start + 3)
                    .count();
            stage.step("shards whose provider was paid for them", (long) SHARDS, paid);
            stage.step("a provider tries to leave with its shard", "IN_USE", leave());
        }

        /** The provider's own process sends too: whoever comes second tries again. */
        private String leave() throws IOException {
            String refusal = "BAD_SEQ";
            try (SigningKey key = key("provider0");
                    Ledger ledger = new Ledger(node, key)) {
                for (int i = 0; i < 20 && refusal.startsWith("BAD_SEQ"); i++) {
                    ledger.send("", ExitProvider.getDefaultInstance());
                    refusal = "OK";
                }
            } catch (Ledger.RefusedException e) {
                refusal = String.valueOf(e.getMessage());
            }
            return refusal;
        }

        private boolean same(Repository reader, Card card, Path file) throws IOException {
            Path back = work.resolve("back");
            try {
                reader.get(card, back);
                return Files.mismatch(file, back) < 0;
            } catch (IOException | Ledger.RefusedException e) {
                return false;
            } finally {
                Files.deleteIfExists(back);
            }
        }

        private void killed(Repository owner, Card card, Path file) throws IOException, RpcException {
            daemons.kill("provider1");
            daemons.kill("provider2");
            stage.step(
                    "two of six providers are killed: the file comes back bit for bit", true, same(owner, card, file));
            start("provider2");
            ReportFault report = ReportFault.newBuilder()
                    .setProvider(stage.actor("provider1").bytes())
                    .build();
            Amount before = stage.free(stage.actor("stranger").address());
            Amount fees = Amount.ZERO;
            Amount slashed = Amount.ZERO;
            for (int i = 0; i < 3; i++) {
                long wanted = provider("provider1").getAccounted() + 1;
                stage.await("an epoch without proof", () -> epoch() > wanted);
                Outcome outcome = stage.send(stage.actor("stranger"), report);
                stage.step("a stranger reports the dead provider", "OK", outcome);
                fees = fees.plus(outcome.fee());
                slashed = slashed.plus(Amount.parse(
                        outcome.events("repo.Fault").getFirst().path("slashed").asString()));
            }
            stage.step("the dead provider failed", true, provider("provider1").getFailed());
            Amount gained =
                    stage.free(stage.actor("stranger").address()).plus(fees).minus(before);
            stage.step(
                    "the stranger got a tenth of what it lost",
                    true,
                    gained.compareTo(slashed.scaledDown(1, 10)) <= 0
                            && gained.plus(Amount.of(3)).compareTo(slashed.scaledDown(1, 10)) >= 0);
        }

        private void repaired(Repository owner, Card card, Path file)
                throws IOException, RpcException, Ledger.RefusedException {
            start(SPARE);
            stage.await("the spare's repair", () -> {
                try {
                    return spare(owner, card);
                } catch (Ledger.RefusedException e) {
                    throw new IOException(e);
                }
            });
            stage.step("a spare made the lost shard again from others", true, spare(owner, card));
            daemons.kill("provider3");
            stage.step("the file comes back with the spare's shard", true, same(owner, card, file));
            start("provider3");
        }

        private boolean spare(Repository owner, Card card) throws IOException, Ledger.RefusedException {
            for (DealInfo deal : blob(owner, card).getDealsList()) {
                if (deal.getDeal().getProvider().equals(stage.actor(SPARE).bytes())) {
                    return deal.getDeal().getStatus() == DealStatus.DEAL_ACTIVE;
                }
            }
            return false;
        }

        private void shared(Repository owner, Card card, Path file)
                throws IOException, RpcException, Ledger.RefusedException {
            try (SigningKey key = key("friend");
                    Repository friend = new Repository(node, key)) {
                stage.step("a friend reads it without a grant", false, same(friend, card, file));
                owner.share(card, stage.actor("friend").address(), 3_600_000);
                stage.step("a friend reads it with a grant", true, same(friend, card, file));
                Card other = new Card(card.blob(), "", Bytes.wrap(new byte[32]), Bytes.wrap(new byte[32]));
                stage.step("a friend reads it without the key", false, same(friend, other, file));
            }
        }

        private void shredded(Repository owner, Card card) throws IOException, RpcException, Ledger.RefusedException {
            owner.shred(card.blob());
            stage.step("after shredding, the owner gets it back", false, same(owner, card, work.resolve("file")));
            stage.await("providers to drop their shards", () -> held(card) == 0);
            stage.step("shards that living providers still have", 0, held(card));
        }

        private int held(Card card) throws IOException {
            int count = 0;
            String blob = HexFormat.of().formatHex(card.blob().toArray());
            for (String who : List.of("provider0", "provider2", "provider3", "provider4", "provider5", SPARE)) {
                count += (int) shards(who).stream()
                        .filter(shard -> shard.getFileName().toString().startsWith(blob))
                        .count();
            }
            return count;
        }
    }
}
