package io.ixi.vm.trade.exchange;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.tx.Tx;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.vm.trade.exchange.proto.GenesisState;
import io.ixi.vm.trade.exchange.proto.MarketChanged;
import io.ixi.vm.trade.exchange.proto.MarketStatus;
import io.ixi.vm.trade.exchange.proto.Side;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * What a block with one taker costs while a book grows: processor time of the whole block, sealing included, and how
 * much of it the taker adds to an empty block. Run {@code main}; {@code -Dixi.orders} sets the last size.
 */
final class BookBenchmark {
    private static final int ACCOUNTS = 40;
    private static final int PER_TRANSACTION = 16;
    private static final int SAMPLES = 20;

    private BookBenchmark() {}

    public static void main(String[] args) {
        int last = Integer.getInteger("ixi.orders", 100_000);
        Stage stage = stage();
        int placed = 0;
        int next = 1_000;
        while (placed < last) {
            placed += fill(stage);
            rest(stage);
            if (placed >= next) {
                measure(stage, placed);
                next *= 10;
            }
        }
        measure(stage, placed);
        stage.chain.audit();
    }

    private static Stage stage() {
        GenesisState genesis = GenesisState.newBuilder()
                .setParameters(ExchangeModule.DEFAULTS.toBuilder()
                        .setTierOneOrders(100_000)
                        .setTierTwoOrders(100_000)
                        .setTierThreeOrders(100_000))
                .build();
        ModuleGenesis own = ModuleGenesis.newBuilder()
                .setModule("exchange")
                .setState(genesis.toByteString())
                .build();
        MemoryChain chain =
                new MemoryChain(ACCOUNTS, economy -> List.of(new ExchangeModule(economy.money(), Stage.TREASURY)), own);
        Stage stage = new Stage(
                chain,
                chain.event(
                                MarketChanged.class,
                                Stage.OPERATOR,
                                Stage.newMarket().build())
                        .getMarket());
        stage.chain.run(Stage.OPERATOR, stage.status(MarketStatus.MARKET_ACTIVE));
        return stage;
    }

    /** A block of sales by all but the operator and the taker. */
    private static int fill(Stage stage) {
        List<Tx> block = new ArrayList<>();
        for (int account = 2; account < ACCOUNTS; account++) {
            Message[] messages = new Message[PER_TRANSACTION];
            for (int i = 0; i < PER_TRANSACTION; i++) {
                messages[i] = stage.order(Stage.terms(Side.SIDE_SELL, 100 + (account * 7 + i) % 500, 2));
            }
            block.add(stage.chain.decode(stage.chain.draft(account, messages)));
        }
        return PER_TRANSACTION
                * (int) stage.chain.block(block.toArray(new Tx[0])).receipts().stream()
                        .filter(receipt -> receipt.succeeded() && receipt.gas() > 0)
                        .count();
    }

    /** So long that the lane's base fee falls back to its floor: else it eats the accounts up. */
    private static void rest(Stage stage) {
        for (int i = 0; i < 4; i++) {
            stage.chain.pass(1_000);
        }
    }

    private static void measure(Stage stage, int orders) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long empty = 0;
        long taken = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long start = threads.getCurrentThreadCpuTime();
            stage.chain.block();
            empty += threads.getCurrentThreadCpuTime() - start;
            Tx taker = stage.chain.decode(stage.chain.draft(1, stage.buy(1_000, 20)));
            start = threads.getCurrentThreadCpuTime();
            stage.chain.block(taker);
            taken += threads.getCurrentThreadCpuTime() - start;
        }
        System.out.println("orders " + orders + " empty block us " + empty / SAMPLES / 1_000
                + ", with a taker of 10 orders us " + taken / SAMPLES / 1_000);
    }
}
