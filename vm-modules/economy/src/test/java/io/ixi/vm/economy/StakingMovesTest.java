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
import io.ixi.vm.economy.staking.proto.ClaimRewards;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Redelegate;
import io.ixi.vm.economy.staking.proto.StakeQuery;
import io.ixi.vm.economy.staking.proto.StakeResult;
import io.ixi.vm.economy.staking.proto.SubmitEvidence;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.state.Overlay;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaving a validator does not leave its faults behind. */
class StakingMovesTest {
    private static final int BOB = StakingChain.OPERATORS;
    private static final int CAROL = BOB + 1;
    private static final long STAKE = 1_000_000_000;
    private static final int TWENTIETH = 20;

    private final StakingChain staking = new StakingChain();
    private final TestChain chain = staking.chain;

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    private void expect(String outcome, Message message) {
        assertThat(chain.outcome(BOB, message)).as(message.toString()).isEqualTo(outcome);
    }

    private static Message delegate(int validator, long amount) {
        return Delegate.newBuilder()
                .setValidator(of(validator))
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private static Message undelegate(int validator, long amount) {
        return Undelegate.newBuilder()
                .setValidator(of(validator))
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private static Message move(int from, int to, long amount) {
        return Redelegate.newBuilder()
                .setFrom(of(from))
                .setTo(of(to))
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private long epoch() {
        return chain.executor.validators(chain.state).orElseThrow().number();
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

    /** Two votes of a validator that contradict each other. */
    private void fault(int validator, long epoch) {
        SubmitEvidence evidence = SubmitEvidence.newBuilder()
                .setValidator(of(validator))
                .setFirst(vote(validator, new Subject.Finalize(new Proposal(epoch, 5, 0, Hash.ZERO))))
                .setSecond(vote(validator, new Subject.Nullify(epoch, 5)))
                .build();
        assertThat(chain.outcome(CAROL, evidence)).isEqualTo("OK");
    }

    private StakeResult stake() {
        return chain.ask(
                "staking/stake", StakeQuery.newBuilder().setAccount(of(BOB)).build(), StakeResult.getDefaultInstance());
    }

    private long staked() {
        return Amount.of(stake().getTotal()).toBigInteger().longValueExact();
    }

    private List<Long> unbonding() {
        List<Long> amounts = new ArrayList<>();
        stake().getUnbondingsList()
                .forEach(info ->
                        amounts.add(Amount.of(info.getAmount()).toBigInteger().longValueExact()));
        return amounts;
    }

    @Test
    void movedStakePaysForTheValidatorThatItLeft() {
        expect("OK", delegate(0, STAKE));
        expect("OK", move(0, 1, STAKE));
        Amount supply = chain.bank().supply(new Overlay(chain.state), "");
        fault(0, epoch());
        assertThat(staked()).as("before anybody touches it").isEqualTo(STAKE);
        expect("OK", ClaimRewards.newBuilder().setValidator(of(1)).build());
        assertThat(staked()).isEqualTo(STAKE - STAKE / TWENTIETH);
        expect("OK", ClaimRewards.newBuilder().setValidator(of(1)).build());
        assertThat(staked()).as("once").isEqualTo(STAKE - STAKE / TWENTIETH);
        chain.executor.audit(chain.state);
        assertThat(chain.bank().supply(new Overlay(chain.state), "")).isLessThan(supply);
    }

    @Test
    void movedStakeStaysForTheUnbondingTime() {
        expect("OK", delegate(0, STAKE));
        expect("OK", delegate(1, STAKE));
        expect("OK", move(0, 1, STAKE));
        expect("REDELEGATED", undelegate(1, STAKE + 1));
        expect("OK", undelegate(1, STAKE));
        expect("REDELEGATED", undelegate(1, 1));
        chain.pass(StakingChain.UNBONDING_S * 1_000 + 1_000);
        expect("OK", undelegate(1, STAKE));
    }

    @Test
    void whatWasMovedBeforeTheFaultsEpochIsFree() {
        expect("OK", delegate(0, STAKE));
        expect("OK", move(0, 1, STAKE));
        staking.epoch();
        staking.epoch();
        fault(0, epoch());
        expect("OK", ClaimRewards.newBuilder().setValidator(of(1)).build());
        assertThat(staked()).isEqualTo(STAKE);
    }

    @Test
    void atMostEightMovesWait() {
        expect("OK", delegate(0, STAKE));
        for (int i = 0; i < 8; i++) {
            expect("OK", move(0, 1, 1_000));
        }
        expect("REDELEGATED", move(0, 1, 1_000));
        expect("OK", move(0, 2, 1_000));
    }

    /** Withdrawals that nobody asked for cannot hide later ones: 70 epochs of them are there. */
    @Test
    void unbondingStakeOfTheFaultIsSlashedHoweverManyOlderPoolsThereAre() {
        expect("OK", delegate(0, 10 * STAKE));
        for (int i = 0; i < 70; i++) {
            expect("OK", undelegate(0, 20));
            staking.epoch();
        }
        expect("OK", undelegate(0, STAKE));
        fault(0, epoch());
        List<Long> left = unbonding();
        assertThat(left.getLast()).isEqualTo(STAKE - STAKE / TWENTIETH);
        assertThat(left.get(left.size() - 2)).as("the epoch before counts").isEqualTo(19);
        assertThat(left.get(left.size() - 3)).as("earlier ones do not").isEqualTo(20);
        assertThat(left.getFirst()).isEqualTo(20);
        chain.executor.audit(chain.state);
    }
}
