package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.staking.proto.ClaimRewards;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.DelegationInfo;
import io.ixi.vm.economy.staking.proto.Redelegate;
import io.ixi.vm.economy.staking.proto.StakeQuery;
import io.ixi.vm.economy.staking.proto.StakeResult;
import io.ixi.vm.economy.staking.proto.SubmitEvidence;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.TotalsQuery;
import io.ixi.vm.economy.staking.proto.UnbondingInfo;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.economy.staking.proto.Unjail;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.state.Overlay;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A month of staking against a model without shares: fractions that grow, shrink and are cut. Every unit is somebody's
 * at the end. {@code -Dixi.operations} sets how many operations; the seed is jqwik's.
 */
class StakingPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final long DAY_MS = 86_400_000;
    private static final MathContext EXACT = new MathContext(80);
    private static final BigDecimal KEPT = new BigDecimal("0.95");

    private StakingChain staking = new StakingChain();
    private TestChain chain = staking.chain;
    /** What an account has staked with a validator. */
    private Map<String, BigDecimal> model = new TreeMap<>();

    /** What was moved, from where, when, and until when it answers for that. */
    private record Move(int account, int from, int to, long epoch, long amount, long untilMs) {}

    private List<Move> moves = new ArrayList<>();
    private boolean[] out = new boolean[StakingChain.OPERATORS];

    private static String place(int account, int validator) {
        return account + "/" + validator;
    }

    private void add(int account, int validator, long amount) {
        model.merge(place(account, validator), BigDecimal.valueOf(amount), BigDecimal::add);
    }

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    private StakeResult stake(int account) {
        return chain.ask(
                "staking/stake",
                StakeQuery.newBuilder().setAccount(of(account)).build(),
                StakeResult.getDefaultInstance());
    }

    private static BigInteger number(ByteString bytes) {
        return Amount.of(bytes).toBigInteger();
    }

    private ByteString vote(int validator, Subject subject) {
        try (SigningKey key = StakingChain.votingKey(validator)) {
            byte[] signature = key.sign(
                    "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII),
                    Wire.signingBytes(chain.id, subject),
                    new byte[32]);
            return ByteString.copyFrom(Wire.encode(new Vote(subject, validator, Bytes.wrap(signature))));
        }
    }

    private SubmitEvidence evidence(int validator) {
        long epoch = epoch();
        Subject one = new Subject.Finalize(new Proposal(epoch, 5, 0, Hash.ZERO));
        Subject two = new Subject.Nullify(epoch, 5);
        return SubmitEvidence.newBuilder()
                .setValidator(of(validator))
                .setFirst(vote(validator, one))
                .setSecond(vote(validator, two))
                .build();
    }

    private long epoch() {
        return chain.executor.validators(chain.state).orElseThrow().number();
    }

    private boolean run(int account, Message message) {
        Receipt receipt = chain.run(account, message);
        return receipt.succeeded();
    }

    private void step(Random random) {
        int account = random.nextInt(StakingChain.ACCOUNTS - 1);
        int validator = random.nextInt(StakingChain.OPERATORS);
        long amount = 1L + random.nextInt(1_000_000_000);
        ByteString bytes = TestChain.amount(amount);
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> {
                if (run(
                        account,
                        Delegate.newBuilder()
                                .setValidator(of(validator))
                                .setAmount(bytes)
                                .build())) {
                    add(account, validator, amount);
                }
            }
            case 4, 5, 6 -> {
                if (run(
                        account,
                        Undelegate.newBuilder()
                                .setValidator(of(validator))
                                .setAmount(bytes)
                                .build())) {
                    add(account, validator, -amount);
                }
            }
            case 7, 8 -> {
                int to = random.nextInt(StakingChain.OPERATORS);
                Redelegate move = Redelegate.newBuilder()
                        .setFrom(of(validator))
                        .setTo(of(to))
                        .setAmount(bytes)
                        .build();
                long epoch = epoch();
                long until = chain.next().timeMs() + StakingChain.UNBONDING_S * 1_000;
                if (run(account, move)) {
                    moves.add(new Move(account, validator, to, epoch, amount, until));
                    add(account, validator, -amount);
                    add(account, to, amount);
                }
            }
            case 9 ->
                run(
                        account,
                        ClaimRewards.newBuilder().setValidator(of(validator)).build());
            case 10 -> run(validator, Unjail.getDefaultInstance());
            default -> chain.pass(random.nextInt(4) == 0 ? DAY_MS / 4 : 60_000);
        }
        chain.proposer = random.nextInt(Math.max(1, StakingChain.OPERATORS));
    }

    @Property(tries = 2)
    void everyUnitIsSomebodys(@ForAll long seed) {
        staking = new StakingChain();
        chain = staking.chain;
        model = new TreeMap<>();
        moves = new ArrayList<>();
        out = new boolean[StakingChain.OPERATORS];
        BigInteger first = supply();
        for (int i = 0; i < StakingChain.OPERATORS; i++) {
            add(i, i, StakingChain.BOND);
        }
        Random random = new Random(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            step(random);
            if (i == OPERATIONS / 2) {
                fault(1);
            }
        }
        touchAll();
        chain.executor.audit(chain.state);
        compare();
        account(first);
    }

    /** A double signature costs everybody with this validator a twentieth. */
    private void fault(int validator) {
        long epoch = epoch();
        long time = chain.next().timeMs();
        assertThat(run(StakingChain.ACCOUNTS - 1, evidence(validator))).isTrue();
        out[validator] = true;
        model.replaceAll((place, tokens) -> place.endsWith("/" + validator) ? tokens.multiply(KEPT, EXACT) : tokens);
        for (Move move : moves) {
            if (move.from() == validator && move.epoch() + 1 >= epoch && time <= move.untilMs()) {
                add(move.account(), move.to(), -(move.amount() / 20));
            }
        }
    }

    /** Whoever touches its delegation pays for what it moved away from a fault. */
    private void touchAll() {
        for (int account = 0; account < StakingChain.ACCOUNTS; account++) {
            for (DelegationInfo info : stake(account).getDelegationsList()) {
                ClaimRewards claim = ClaimRewards.newBuilder()
                        .setValidator(info.getValidator())
                        .build();
                // whoever never proposes is taken out and pays for that
                chain.proposer = (chain.proposer + 1) % StakingChain.OPERATORS;
                assertThat(run(account, claim)).isTrue();
            }
        }
    }

    private BigInteger supply() {
        return chain.bank().supply(new Overlay(chain.state), "").toBigInteger();
    }

    /** Downtime may have cost a little besides: at most a ten-thousandth each time. */
    private void compare() {
        for (int account = 0; account < StakingChain.ACCOUNTS; account++) {
            for (DelegationInfo info : stake(account).getDelegationsList()) {
                for (int validator = 0; validator < StakingChain.OPERATORS; validator++) {
                    if (info.getValidator().equals(of(validator))) {
                        BigDecimal wanted = model.getOrDefault(place(account, validator), BigDecimal.ZERO);
                        BigDecimal has = new BigDecimal(number(info.getAmount()));
                        assertThat(has.subtract(wanted).abs())
                                .as(place(account, validator))
                                .isLessThanOrEqualTo(BigDecimal.valueOf(OPERATIONS));
                    }
                }
            }
        }
    }

    /** Free, staked, unbonding, due, fees and treasury are the supply; the supply is what issuing and burning left. */
    private void account(BigInteger first) {
        Overlay state = new Overlay(chain.state);
        BigInteger sum = BigInteger.ZERO;
        BigInteger staked = BigInteger.ZERO;
        for (int account = 0; account < StakingChain.ACCOUNTS; account++) {
            sum = sum.add(
                    chain.bank().free(state, TestChain.account(account), "").toBigInteger());
            for (DelegationInfo info : stake(account).getDelegationsList()) {
                staked = staked.add(number(info.getAmount()));
            }
            for (UnbondingInfo info : stake(account).getUnbondingsList()) {
                staked = staked.add(number(info.getAmount()));
            }
        }
        Totals totals = chain.ask("staking/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
        BigInteger bound = number(totals.getBonded()).add(number(totals.getUnbonding()));
        assertThat(bound.subtract(staked)).isBetween(BigInteger.ZERO, BigInteger.valueOf(OPERATIONS));
        var fees = chain.ask(
                "fee/totals",
                io.ixi.vm.economy.fee.proto.TotalsQuery.getDefaultInstance(),
                io.ixi.vm.economy.fee.proto.Totals.getDefaultInstance());
        BigInteger feeAccount = number(fees.getCollected()).subtract(number(fees.getPaid()));
        BigInteger treasury =
                chain.bank().free(state, GovernanceModule.ACCOUNT, "").toBigInteger();
        assertThat(sum.add(bound)
                        .add(number(totals.getRewards()))
                        .add(feeAccount)
                        .add(treasury))
                .isEqualTo(supply());
        assertThat(first.add(number(totals.getIssued()))
                        .subtract(number(fees.getBurned()))
                        .subtract(number(totals.getSlashed())))
                .isEqualTo(supply());
        assertThat(number(totals.getSlashed())).isPositive();
        assertThat(number(totals.getIssued())).isPositive();
        assertThat(out[1]).isTrue();
    }
}
