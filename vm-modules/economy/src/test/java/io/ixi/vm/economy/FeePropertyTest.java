package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.fee.proto.BaseFeeQuery;
import io.ixi.vm.economy.fee.proto.BaseFeeResult;
import io.ixi.vm.economy.fee.proto.GrantFee;
import io.ixi.vm.economy.fee.proto.RevokeFee;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Built;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Fees against a model: where each block's fees go, how the base fee moves, and what sponsors still pay. {@code
 * -Dixi.operations} sets how many transactions; the seed is jqwik's.
 */
class FeePropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 3_000);
    private static final int ACCOUNTS = 6;
    private static final long FUNDS = 1_000_000_000_000_000_000L;
    private static final BigInteger PPM = BigInteger.valueOf(1_000_000);
    private static final BlockLimits LIMITS = new BlockLimits(50_000_000, 10_000_000, 20_000);
    private static final int MAX_PER_BLOCK = 50;
    private static final int FREE_FAILURES = 8;

    /** What a sponsor still pays for one account. */
    private static final class Grant {
        long left;
        long perTx;
        long perPeriod;
        long periodMs;
        long periodStart;
        long spent;
        long until;
        long uses;
        long failures;
    }

    private TestChain chain = new TestChain(ACCOUNTS, Amount.of(FUNDS));
    private Random random = new Random(0);
    private Map<String, Grant> grants = new TreeMap<>();
    private BigInteger charged = BigInteger.ZERO;
    private BigInteger burned = BigInteger.ZERO;
    private BigInteger treasury = BigInteger.ZERO;
    private BigInteger price = BigInteger.ZERO;
    private long[] sequences = new long[ACCOUNTS];

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    private static String place(int sponsor, int grantee) {
        return sponsor + "/" + grantee;
    }

    private Message message() {
        int other = random.nextInt(ACCOUNTS);
        return switch (random.nextInt(8)) {
            case 0 -> {
                boolean period = random.nextBoolean();
                yield GrantFee.newBuilder()
                        .setGrantee(of(other))
                        .setLimit(TestChain.amount(1_000_000L * random.nextInt(20)))
                        .setPerTx(TestChain.amount(250_000L * random.nextInt(8)))
                        .setPerPeriod(period ? TestChain.amount(1_000_000L) : ByteString.EMPTY)
                        .setPeriodS(period ? 60 : 0)
                        .setUntilMs(chain.next().parentTimeMs() + 60_000L * random.nextInt(10))
                        .build();
            }
            case 1 -> RevokeFee.newBuilder().setGrantee(of(other)).build();
            default ->
                Send.newBuilder()
                        .setTo(of(other))
                        .setAmount(TestChain.amount(random.nextInt(3) == 0 ? Long.MAX_VALUE : 1))
                        .build();
        };
    }

    private static long number(ByteString amount) {
        return Amount.of(amount).toBigInteger().longValueExact();
    }

    /** What the message does to grants. Returns whether it succeeds. */
    private boolean apply(int account, Message message) {
        long now = chain.next().parentTimeMs();
        return switch (message) {
            case GrantFee give -> give(account, give, now);
            case RevokeFee end -> grants.remove(place(account, account(end.getGrantee()))) != null;
            case Send send -> number(send.getAmount()) == 1;
            default -> throw new AssertionError(message);
        };
    }

    private boolean give(int account, GrantFee give, long now) {
        boolean fits = !give.getGrantee().equals(of(account))
                && number(give.getLimit()) > 0
                && number(give.getPerTx()) > 0
                && give.getUntilMs() > now;
        if (fits) {
            Grant grant = new Grant();
            grant.left = number(give.getLimit());
            grant.perTx = number(give.getPerTx());
            grant.perPeriod = number(give.getPerPeriod());
            grant.periodMs = give.getPeriodS() * 1_000;
            grant.periodStart = now;
            grant.until = give.getUntilMs();
            grants.put(place(account, account(give.getGrantee())), grant);
        }
        return fits;
    }

    private static int account(ByteString address) {
        for (int account = 0; account < ACCOUNTS; account++) {
            if (of(account).equals(address)) {
                return account;
            }
        }
        throw new AssertionError("nobody's address");
    }

    /** What admission says of a sponsored transaction; takes nothing. */
    private String sponsored(@Nullable Grant grant, long fee, int load) {
        long now = chain.next().parentTimeMs();
        if (grant == null || grant.until <= now || grant.left < fee || grant.perTx < fee) {
            return "GRANT_EXHAUSTED";
        }
        long spent = now - grant.periodStart >= grant.periodMs ? 0 : grant.spent;
        if (grant.perPeriod > 0 && grant.perPeriod - spent < fee) {
            return "GRANT_EXHAUSTED";
        }
        boolean failsOften = grant.failures > FREE_FAILURES && grant.failures * 2 > grant.uses;
        return failsOften || load >= MAX_PER_BLOCK ? "SPONSOR_RATE" : "OK";
    }

    private void use(Grant grant, long fee) {
        long now = chain.next().parentTimeMs();
        grant.left -= fee;
        grant.uses++;
        if (grant.perPeriod > 0) {
            boolean over = now - grant.periodStart >= grant.periodMs;
            grant.spent = (over ? 0 : grant.spent) + fee;
            grant.periodStart = over ? now : grant.periodStart;
        }
    }

    private int block() {
        List<Tx> candidates = new ArrayList<>();
        List<Integer> skipped = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        List<Boolean> succeed = new ArrayList<>();
        Map<Integer, Integer> loads = new TreeMap<>();
        BigInteger fees = BigInteger.ZERO;
        long gas = 0;
        int count = 1 + random.nextInt(70);
        for (int i = 0; i < count; i++) {
            int account = random.nextInt(ACCOUNTS);
            int sponsor = random.nextInt(3) == 0 ? random.nextInt(ACCOUNTS) : account;
            Message message = message();
            Draft draft = chain.draft(account, sequences[account], message)
                    .with(body -> sponsor == account ? body : body.setSponsor(of(sponsor)));
            Tx tx = chain.decode(draft);
            candidates.add(tx);
            long fee = price.multiply(BigInteger.valueOf(tx.gas())).longValueExact();
            Grant grant = grants.get(place(sponsor, account));
            String outcome = sponsor == account ? "OK" : sponsored(grant, fee, loads.getOrDefault(sponsor, 0));
            if (!outcome.equals("OK")) {
                skipped.add(i);
                reasons.add(outcome);
                continue;
            }
            sequences[account]++;
            fees = fees.add(BigInteger.valueOf(fee));
            gas += tx.gas();
            if (sponsor != account && grant != null) {
                use(grant, fee);
                loads.merge(sponsor, 1, Integer::sum);
            }
            boolean succeeds = apply(account, message);
            succeed.add(succeeds);
            Grant after = grants.get(place(sponsor, account));
            if (!succeeds && sponsor != account && after != null) {
                after.failures++;
            }
        }
        execute(candidates, skipped, reasons, succeed);
        settle(fees, gas);
        return count;
    }

    private void execute(List<Tx> candidates, List<Integer> skipped, List<String> reasons, List<Boolean> succeed) {
        Built built = chain.executor.build(chain.next(), candidates.iterator(), chain.state, LIMITS);
        assertThat(built.skipped())
                .extracting(skip -> chain.name(skip.rejection().code()))
                .containsExactlyElementsOf(reasons);
        assertThat(built.skipped())
                .extracting(skip -> skip.tx().id())
                .containsExactlyElementsOf(
                        skipped.stream().map(i -> candidates.get(i).id()).toList());
        assertThat(built.executed().receipts()).extracting(Receipt::succeeded).containsExactlyElementsOf(succeed);
        chain.block(built.executed().transactions());
    }

    private void settle(BigInteger fees, long gas) {
        BigInteger burn = fees.multiply(BigInteger.valueOf(FeeModule.DEFAULTS.getBurnPpm()))
                .divide(PPM);
        BigInteger take = fees.multiply(BigInteger.valueOf(FeeModule.DEFAULTS.getTreasuryPpm()))
                .divide(PPM);
        charged = charged.add(fees);
        burned = burned.add(burn);
        treasury = treasury.add(take);
        Totals totals = chain.ask("fee/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
        assertThat(Amount.of(totals.getCharged()).toBigInteger()).isEqualTo(charged);
        assertThat(Amount.of(totals.getBurned()).toBigInteger()).isEqualTo(burned);
        assertThat(Amount.of(totals.getTreasury()).toBigInteger()).isEqualTo(treasury);
        assertThat(Amount.of(totals.getCollected()).toBigInteger())
                .isEqualTo(charged.subtract(burned).subtract(treasury));
        assertThat(chain.bank()
                        .free(new Overlay(chain.state), FeeModule.ACCOUNT, "")
                        .toBigInteger())
                .isEqualTo(charged.subtract(burned).subtract(treasury));
        move(gas);
    }

    /** The README's formula with whole numbers; blocks are 100 ms apart. */
    private void move(long gas) {
        BigInteger target = BigInteger.valueOf(FeeModule.DEFAULTS.getTargetPay());
        BigInteger wanted = target.divide(BigInteger.TEN);
        BigInteger used = BigInteger.valueOf(gas);
        if (!used.equals(wanted)) {
            BigInteger distance = used.subtract(wanted).abs().min(target);
            BigInteger change = price.multiply(distance)
                    .divide(target)
                    .divide(BigInteger.valueOf(8))
                    .max(BigInteger.ONE);
            price = used.compareTo(wanted) > 0 ? price.add(change) : price.subtract(change);
        }
        price = price.max(BigInteger.valueOf(FeeModule.DEFAULTS.getFloor()));
        BaseFeeResult result =
                chain.ask("fee/baseFee", BaseFeeQuery.getDefaultInstance(), BaseFeeResult.getDefaultInstance());
        assertThat(BigInteger.valueOf(result.getPay())).isEqualTo(price);
    }

    @Property(tries = 3)
    void everyFeeIsSomewhere(@ForAll long seed) {
        chain = new TestChain(ACCOUNTS, Amount.of(FUNDS));
        random = new Random(seed);
        grants = new TreeMap<>();
        charged = BigInteger.ZERO;
        burned = BigInteger.ZERO;
        treasury = BigInteger.ZERO;
        sequences = new long[ACCOUNTS];
        price = BigInteger.valueOf(FeeModule.DEFAULTS.getFloor());
        for (int done = 0; done < OPERATIONS; ) {
            done += block();
        }
        chain.executor.audit(chain.state);
        assertThat(burned).isPositive();
    }
}
