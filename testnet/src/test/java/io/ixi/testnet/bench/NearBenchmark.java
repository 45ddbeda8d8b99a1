package io.ixi.testnet.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.testnet.scenario.Places;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.NearQuery;
import io.ixi.vm.connect.market.proto.NearResult;
import io.ixi.vm.connect.market.proto.Terms;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.tx.Tx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What it takes to find what is near, with all modules on the node's store: listings are created by transactions, a
 * thousand to a town on average, in cells of {@value Places#HOUSE} levels; questions are about a town's cell and the
 * eight around it, or about one street, a page of 100 or of 20. Prints the median and the 99th of a hundred times in
 * microseconds. Run {@code main}; argument: how many listings, a million if absent.
 */
final class NearBenchmark {
    private static final int SELLERS = 2_000;
    private static final int PER_TRANSACTION = 10;
    private static final int BLOCK = 2_000;
    private static final int PER_TOWN = 1_000;
    private static final int QUESTIONS = 2_000;
    private static final int STREET = 16;
    private static final long DEGREE = 1_000_000;
    /** About ten kilometres. */
    private static final int SPREAD = 100_000;

    private final BenchChain chain;
    private final QuerySpec near;
    private final Random random = new Random(20_251_123);
    private final long[] towns;

    private NearBenchmark(BenchChain chain, int listings) {
        this.chain = chain;
        this.near = chain.executor.registry().query("market/near").orElseThrow();
        this.towns = new long[2 * Math.max(1, listings / PER_TOWN)];
        for (int i = 0; i < towns.length; i += 2) {
            towns[i] = random.nextLong(-170 * DEGREE, 170 * DEGREE);
            towns[i + 1] = random.nextLong(-60 * DEGREE, 70 * DEGREE);
        }
    }

    public static void main(String[] args) throws RejectedException, IOException {
        int listings = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        Path directory = Files.createTempDirectory("ixi-near");
        try (BenchChain chain = new BenchChain(directory, SELLERS, SELLERS)) {
            NearBenchmark benchmark = new NearBenchmark(chain, listings);
            long start = System.nanoTime();
            for (int made = 0; made < listings; made += BLOCK * PER_TRANSACTION) {
                benchmark.fill(Math.min(BLOCK, (listings - made) / PER_TRANSACTION));
            }
            System.out.println(listings + " listings in " + (System.nanoTime() - start) / 1_000_000_000 + " s");
            benchmark.ask("warm-up", Places.TOWN, 100);
            benchmark.ask("town and around it, 100", Places.TOWN, 100);
            benchmark.ask("town and around it, 20", Places.TOWN, 20);
            benchmark.ask("street and around it, 100", STREET, 100);
            benchmark.ask("cells of a quarter of the world, 100", 1, 100);
        } finally {
            ExpiryBenchmark.delete(directory);
        }
    }

    private long near(long town, int spread) {
        return town + random.nextInt(-spread, spread);
    }

    private Message listing() {
        int town = 2 * random.nextInt(towns.length / 2);
        long cell = Places.cell(near(towns[town], SPREAD), near(towns[town + 1], SPREAD), Places.HOUSE);
        return CreateListing.newBuilder()
                .setKind(ListingKind.LISTING_SERVICE)
                .setDetails(ListingDetails.newBuilder()
                        .setContentHash(ByteString.copyFrom(new byte[32]))
                        .setPrice(Amount.of(1_000).toByteString())
                        .setUnlimited(true)
                        .setCell(cell)
                        .setTerms(Terms.newBuilder()
                                .setAcceptS(3_600)
                                .setDeliverS(3_600)
                                .setConfirmS(3_600)))
                .build();
    }

    private void fill(int transactions) throws RejectedException {
        List<Tx> block = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            Message[] messages = new Message[PER_TRANSACTION];
            Arrays.setAll(messages, any -> listing());
            Bytes wire = chain.signed(i % SELLERS, messages);
            block.add(chain.executor.decode(wire, chain.id));
        }
        Executed executed = chain.executor.execute(chain.next(), block, chain.ledger.latest());
        chain.commit(executed);
        executed.receipts().stream()
                .filter(receipt -> !receipt.succeeded())
                .findFirst()
                .ifPresent(receipt -> {
                    throw new IllegalStateException("not listed: " + receipt);
                });
    }

    private void ask(String what, int level, int limit) throws RejectedException {
        long[] took = new long[QUESTIONS];
        long found = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            int town = 2 * random.nextInt(towns.length / 2);
            NearQuery.Builder query =
                    NearQuery.newBuilder().setKind(ListingKind.LISTING_SERVICE).setLimit(limit);
            around(query, near(towns[town], SPREAD), near(towns[town + 1], SPREAD), level);
            long start = System.nanoTime();
            NearResult result = (NearResult) chain.executor.query(near, query.build(), chain.ledger.latest());
            took[i] = System.nanoTime() - start;
            found += result.getListingsCount();
        }
        Arrays.sort(took);
        System.out.printf(
                "%-40s found %4d, median %6d us, 99 of 100 within %6d us%n",
                what, found / QUESTIONS, took[QUESTIONS / 2] / 1_000, took[QUESTIONS * 99 / 100] / 1_000);
    }

    private static void around(NearQuery.Builder query, long longitude, long latitude, int level) {
        long width = (360 * DEGREE) >> level;
        long height = (180 * DEGREE) >> level;
        for (int x = -1; x <= 1; x++) {
            for (int y = -1; y <= 1; y++) {
                long at = Math.clamp(longitude + x * width, -180 * DEGREE, 180 * DEGREE - 1);
                long up = Math.clamp(latitude + y * height, -90 * DEGREE, 90 * DEGREE - 1);
                query.addCells(Places.cell(at, up, level));
            }
        }
    }
}
