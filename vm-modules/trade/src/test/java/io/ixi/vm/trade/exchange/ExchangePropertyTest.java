package io.ixi.vm.trade.exchange;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.tx.Tx;
import io.ixi.vm.trade.exchange.proto.CancelOrder;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.OrderPlaced;
import io.ixi.vm.trade.exchange.proto.OrderTerms;
import io.ixi.vm.trade.exchange.proto.PlaceOrder;
import io.ixi.vm.trade.exchange.proto.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Blocks of random orders and cancels against a model that keeps a list and clears it naively: both agree on prices, on
 * what is left of each order and on every balance. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class ExchangePropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int FIRST = 5;
    private static final int TRADERS = 5;

    private static final class Known {
        ByteString id = ByteString.EMPTY;
        int owner;
        boolean buy;
        long price;
        long lots;
        long height;
        Life life = Life.LIFE_GTC;
    }

    private Stage stage = Stage.open();
    private Random random = new Random(0);
    private final List<Known> orders = new ArrayList<>();
    private final long[] eur = new long[TRADERS];
    private long lastPrice;
    private long fees;
    private long fills;

    private Message message(int owner) {
        List<Known> own = orders.stream().filter(o -> o.owner == owner).toList();
        if (!own.isEmpty() && random.nextInt(4) == 0) {
            ByteString id = own.get(random.nextInt(own.size())).id;
            return CancelOrder.newBuilder().setOrder(id).build();
        }
        Side side = random.nextBoolean() ? Side.SIDE_BUY : Side.SIDE_SELL;
        Life[] lives = {Life.LIFE_GTC, Life.LIFE_GTC, Life.LIFE_IOC, Life.LIFE_FOK, Life.LIFE_POST_ONLY};
        return stage.order(Stage.terms(side, 1 + random.nextInt(8), 2 + random.nextInt(40))
                .setLife(lives[random.nextInt(lives.length)]));
    }

    private void block() {
        List<Tx> transactions = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int trader = 0; trader < TRADERS; trader++) {
            if (random.nextInt(3) > 0) {
                Message message = message(trader);
                messages.add(message);
                owners.add(trader);
                transactions.add(stage.chain.decode(stage.chain.draft(FIRST + trader, message)));
            }
        }
        long height = stage.chain.next().height();
        List<Receipt> receipts =
                stage.chain.block(transactions.toArray(new Tx[0])).receipts();
        for (int i = 0; i < messages.size(); i++) {
            apply(owners.get(i), messages.get(i), receipts.get(i), height);
        }
        clear(height);
    }

    private void apply(int owner, Message message, Receipt receipt, long height) {
        if (message instanceof CancelOrder cancel) {
            assertThat(receipt.succeeded()).isTrue();
            orders.removeIf(o -> o.id.equals(cancel.getOrder()));
            return;
        }
        OrderTerms terms = ((PlaceOrder) message).getTerms();
        boolean buy = terms.getSide() == Side.SIDE_BUY;
        boolean own = orders.stream()
                .anyMatch(o -> o.owner == owner
                        && o.buy != buy
                        && (buy ? o.price <= terms.getPrice() : o.price >= terms.getPrice()));
        assertThat(stage.chain.name(receipt)).isEqualTo(own ? "SELF_TRADE" : "OK");
        if (own) {
            return;
        }
        Known known = new Known();
        known.id = receipt.events().stream()
                .map(event -> event.body())
                .filter(OrderPlaced.class::isInstance)
                .map(event -> ((OrderPlaced) event).getOrder())
                .findFirst()
                .orElseThrow();
        known.owner = owner;
        known.buy = buy;
        known.price = terms.getPrice();
        known.lots = terms.getLots();
        known.height = height;
        known.life = terms.getLife();
        orders.add(known);
    }

    private void clear(long height) {
        long bestBid = orders.stream()
                .filter(o -> o.buy && o.height < height)
                .mapToLong(o -> o.price)
                .max()
                .orElse(0);
        long bestAsk = orders.stream()
                .filter(o -> !o.buy && o.height < height)
                .mapToLong(o -> o.price)
                .min()
                .orElse(Long.MAX_VALUE);
        orders.removeIf(o -> o.life == Life.LIFE_POST_ONLY
                && o.height == height
                && (o.buy ? o.price >= bestAsk : o.price <= bestBid));
        orders.sort(Comparator.comparing(o -> Bytes.wrap(o.id.toByteArray())));
        List<NaiveAuction.Order> book = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            Known o = orders.get(i);
            book.add(new NaiveAuction.Order(o.buy, o.price, o.lots, o.height, i, o.life == Life.LIFE_FOK));
        }
        long[] result = NaiveAuction.clear(book, lastPrice);
        long price = result[orders.size()];
        lastPrice = price == 0 ? lastPrice : price;
        for (int i = 0; i < orders.size(); i++) {
            Known o = orders.get(i);
            boolean maker = o.height < height || o.life == Life.LIFE_POST_ONLY;
            long value = price * result[i];
            long fee = value * (maker ? Stage.MAKER : Stage.TAKER) / 1_000_000;
            eur[o.owner] += o.buy ? -value - fee : value - fee;
            fees += fee;
            o.lots -= result[i];
            fills += result[i] > 0 ? 1 : 0;
        }
        orders.removeIf(o -> o.lots == 0 || o.life == Life.LIFE_IOC || o.life == Life.LIFE_FOK);
    }

    private void compare() {
        assertThat(stage.state().getLastPrice()).isEqualTo(lastPrice);
        for (Known o : orders) {
            assertThat(stage.lots(o.id)).isEqualTo(o.lots);
        }
        for (int trader = 0; trader < TRADERS; trader++) {
            int who = trader;
            long held = orders.stream()
                    .filter(o -> o.buy && o.owner == who)
                    .mapToLong(o -> o.price * o.lots + o.price * o.lots * Stage.TAKER / 1_000_000)
                    .sum();
            assertThat(stage.eur(FIRST + trader)).isEqualTo(FUNDS + eur[trader] - held);
        }
        assertThat(stage.chain.free(Stage.TREASURY, EUR)).isEqualTo(fees);
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        stage = Stage.open();
        random = new Random(seed);
        orders.clear();
        Arrays.fill(eur, 0);
        lastPrice = 0;
        fees = 0;
        fills = 0;
        for (int i = 0; i < OPERATIONS; i += TRADERS) {
            block();
            if (i % (10 * TRADERS) == 0) {
                compare();
            }
        }
        compare();
        stage.chain.audit();
        assertThat(fills).isGreaterThan(OPERATIONS / 10);
        System.out.println("seed " + seed + ", operations " + OPERATIONS + ", fills " + fills);
    }
}
