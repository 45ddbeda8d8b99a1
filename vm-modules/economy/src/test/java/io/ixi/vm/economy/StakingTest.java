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
import io.ixi.vm.economy.staking.proto.CreateValidator;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.EditValidator;
import io.ixi.vm.economy.staking.proto.Redelegate;
import io.ixi.vm.economy.staking.proto.RemoveValidator;
import io.ixi.vm.economy.staking.proto.SetQuery;
import io.ixi.vm.economy.staking.proto.SetResult;
import io.ixi.vm.economy.staking.proto.StakeQuery;
import io.ixi.vm.economy.staking.proto.StakeResult;
import io.ixi.vm.economy.staking.proto.SubmitEvidence;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.TotalsQuery;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.economy.staking.proto.Unjail;
import io.ixi.vm.economy.staking.proto.ValidatorQuery;
import io.ixi.vm.economy.staking.proto.ValidatorResult;
import io.ixi.vm.economy.staking.proto.ValidatorsQuery;
import io.ixi.vm.economy.staking.proto.ValidatorsResult;
import io.ixi.vm.economy.staking.proto.Withdraw;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.module.Validators;
import io.ixi.vm.kernel.state.Overlay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stake, rewards, faults and the set that follows from them. */
class StakingTest {
    private static final int BOB = StakingChain.OPERATORS;
    private static final int CAROL = BOB + 1;

    private final StakingChain staking = new StakingChain();
    private final TestChain chain = staking.chain;

    private static ByteString of(int account) {
        return TestChain.account(account).toByteString();
    }

    private static ByteString amount(long value) {
        return TestChain.amount(value);
    }

    private static Delegate delegate(int validator, long amount) {
        return Delegate.newBuilder()
                .setValidator(of(validator))
                .setAmount(amount(amount))
                .build();
    }

    private static Undelegate undelegate(int validator, long amount) {
        return Undelegate.newBuilder()
                .setValidator(of(validator))
                .setAmount(amount(amount))
                .build();
    }

    private static Redelegate redelegate(int from, int to, long amount) {
        return Redelegate.newBuilder()
                .setFrom(of(from))
                .setTo(of(to))
                .setAmount(amount(amount))
                .build();
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
    }

    private StakeResult stake(int account) {
        return chain.ask(
                "staking/stake",
                StakeQuery.newBuilder().setAccount(of(account)).build(),
                StakeResult.getDefaultInstance());
    }

    private ValidatorResult validator(int account) {
        return chain.ask(
                "staking/validator",
                ValidatorQuery.newBuilder().setValidator(of(account)).build(),
                ValidatorResult.getDefaultInstance());
    }

    private Totals totals() {
        return chain.ask("staking/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
    }

    private static long number(ByteString bytes) {
        return Amount.of(bytes).toBigInteger().longValueExact();
    }

    private long free(int account) {
        return chain.bank()
                .free(new Overlay(chain.state), TestChain.account(account), "")
                .toBigInteger()
                .longValueExact();
    }

    @Test
    void theGenesisSetIsTheFirstTwoEpochs() {
        Validators.Epoch now = chain.executor.validators(chain.state).orElseThrow();
        Validators.Epoch next = chain.executor.nextValidators(chain.state).orElseThrow();
        assertThat(now.number()).isZero();
        assertThat(now.firstHeight()).isEqualTo(1);
        assertThat(now.set()).hasSize(StakingChain.OPERATORS).isEqualTo(next.set());
        assertThat(next.firstHeight()).isEqualTo(1 + StakingChain.EPOCH);
        assertThat(now.set().getFirst().power()).isEqualTo(StakingChain.BOND / 1_000_000);
        staking.epoch();
        assertThat(chain.executor.validators(chain.state).orElseThrow().number())
                .isEqualTo(1);
    }

    @Test
    void rewardsFollowTheStake() {
        expect("OK", BOB, delegate(0, StakingChain.BOND));
        staking.epoch();
        staking.epoch();
        long bob = number(stake(BOB).getDelegations(0).getRewards());
        long operator = number(stake(0).getDelegations(0).getRewards());
        assertThat(bob).isPositive();
        assertThat(operator).isBetween(bob, bob * 3);
        long before = free(BOB);
        var receipt =
                chain.run(BOB, ClaimRewards.newBuilder().setValidator(of(0)).build());
        assertThat(free(BOB)).isEqualTo(before - receipt.fee().toBigInteger().longValueExact() + bob);
        assertThat(number(stake(BOB).getDelegations(0).getRewards())).isZero();
        chain.executor.audit(chain.state);
    }

    @Test
    void commissionIsPaidToTheOperator() {
        long before = free(1);
        staking.epoch();
        assertThat(free(1)).isGreaterThan(before);
        assertThat(number(totals().getIssued())).isPositive();
        chain.executor.audit(chain.state);
    }

    @Test
    void issuanceStopsAtItsCap() {
        for (int i = 0; i < 60; i++) {
            chain.pass(86_400_000);
            staking.epoch();
        }
        assertThat(number(totals().getIssued())).isEqualTo(StakingChain.CAP);
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectDelegations() {
        expect("ZERO_AMOUNT", BOB, delegate(0, 0));
        expect("NO_VALIDATOR", BOB, delegate(CAROL, 1));
        expect("INSUFFICIENT_FREE", BOB, delegate(0, StakingChain.FUNDS));
        expect("ZERO_AMOUNT", BOB, undelegate(0, 0));
        expect("NO_VALIDATOR", BOB, undelegate(CAROL, 1));
        expect("STAKE_LOW", BOB, undelegate(0, 1));
        expect(
                "NO_VALIDATOR",
                BOB,
                ClaimRewards.newBuilder().setValidator(of(CAROL)).build());
        expect("STAKE_LOW", BOB, ClaimRewards.newBuilder().setValidator(of(0)).build());
        expect("ZERO_AMOUNT", BOB, redelegate(0, 1, 0));
        expect("BAD_STATE", BOB, redelegate(0, 0, 1));
        expect("NO_VALIDATOR", BOB, redelegate(CAROL, 0, 1));
        expect("STAKE_LOW", BOB, redelegate(0, 1, 1));
        expect("OK", BOB, delegate(0, 100));
        expect("NO_VALIDATOR", BOB, redelegate(0, CAROL, 1));
        expect("OK", BOB, redelegate(0, 1, 40));
        expect("REDELEGATED", BOB, redelegate(1, 2, 1));
        assertThat(number(stake(BOB).getTotal())).isEqualTo(100);
        chain.executor.audit(chain.state);
    }

    @Test
    void undelegatedStakeIsFreeAfterTheUnbondingTime() {
        expect("OK", BOB, delegate(0, 1_000));
        expect("OK", BOB, undelegate(0, 400));
        Withdraw withdraw =
                Withdraw.newBuilder().setDelegator(of(BOB)).setValidator(of(0)).build();
        expect("NOT_READY", CAROL, withdraw);
        expect("NOT_FOUND", CAROL, withdraw.toBuilder().setEpoch(9).build());
        assertThat(number(stake(BOB).getUnbondings(0).getAmount())).isEqualTo(400);
        long before = free(BOB);
        chain.pass(StakingChain.UNBONDING_S * 1_000 + 1_000);
        chain.block();
        assertThat(free(BOB)).isEqualTo(before + 400);
        expect("NOT_FOUND", CAROL, withdraw);
        chain.executor.audit(chain.state);
    }

    private SubmitEvidence evidence(int validator, Subject first, Subject second) {
        return SubmitEvidence.newBuilder()
                .setValidator(of(validator))
                .setFirst(vote(validator, first))
                .setSecond(vote(validator, second))
                .build();
    }

    private ByteString vote(int validator, Subject subject) {
        byte[] context = "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII);
        try (SigningKey key = StakingChain.votingKey(validator)) {
            byte[] signature = key.sign(context, Wire.signingBytes(chain.id, subject), new byte[32]);
            return ByteString.copyFrom(Wire.encode(new Vote(subject, validator, Bytes.wrap(signature))));
        }
    }

    private static Proposal proposal(long view, int block) {
        return new Proposal(0, view, 0, Hash.sha256(new byte[] {(byte) block}));
    }

    @Test
    void twoVotesInOneViewCostStake() {
        expect("OK", BOB, delegate(2, StakingChain.BOND));
        expect("OK", BOB, undelegate(2, StakingChain.BOND / 2));
        Subject one = new Subject.Notarize(proposal(5, 1));
        Subject two = new Subject.Notarize(proposal(5, 2));
        expect("BAD_EVIDENCE", CAROL, evidence(2, one, one));
        expect("BAD_EVIDENCE", CAROL, evidence(2, one, new Subject.Notarize(proposal(6, 2))));
        expect("BAD_EVIDENCE", CAROL, evidence(2, one, new Subject.Nullify(0, 5)));
        expect(
                "BAD_EVIDENCE",
                CAROL,
                evidence(1, one, two).toBuilder().setValidator(of(2)).build());
        expect(
                "BAD_EVIDENCE",
                CAROL,
                evidence(2, one, two).toBuilder()
                        .setFirst(ByteString.copyFrom(new byte[9]))
                        .build());
        expect(
                "NO_VALIDATOR",
                CAROL,
                evidence(2, one, two).toBuilder().setValidator(of(CAROL)).build());
        long supply = supply();
        var receipt = chain.run(CAROL, evidence(2, one, two));
        assertThat(receipt.succeeded()).isTrue();
        assertThat(number(stake(BOB).getTotal()))
                .isBetween(StakingChain.BOND / 2 * 95 / 100 - 1, StakingChain.BOND / 2 * 95 / 100);
        assertThat(number(stake(BOB).getUnbondings(0).getAmount())).isEqualTo(StakingChain.BOND / 2 * 95 / 100);
        long slashed = number(totals().getSlashed());
        assertThat(slashed).isEqualTo(StakingChain.BOND * 2 / 20);
        long fee = receipt.fee().toBigInteger().longValueExact();
        assertThat(supply()).isEqualTo(supply - slashed - fee / 2);
        assertThat(validator(2).getTombstoned()).isTrue();
        expect("JAILED", CAROL, evidence(2, one, two));
        expect("JAILED", BOB, delegate(2, 1));
        expect("JAILED", BOB, redelegate(2, 1, 1));
        expect("JAILED", 2, Unjail.getDefaultInstance());
        expect("OK", BOB, undelegate(2, 1_000));
        chain.executor.audit(chain.state);
        staking.epoch();
        staking.epoch();
        assertThat(chain.executor.validators(chain.state).orElseThrow().set()).hasSize(StakingChain.OPERATORS - 1);
    }

    private long supply() {
        return chain.bank().supply(new Overlay(chain.state), "").toBigInteger().longValueExact();
    }

    @Test
    void otherPairsOfVotesCostStakeToo() {
        expect("OK", CAROL, evidence(0, new Subject.Finalize(proposal(3, 1)), new Subject.Finalize(proposal(3, 2))));
        expect("OK", CAROL, evidence(1, new Subject.Nullify(0, 8), new Subject.Finalize(proposal(8, 1))));
        expect("OK", CAROL, evidence(2, new Subject.Finalize(proposal(8, 1)), new Subject.Nullify(0, 8)));
        chain.executor.audit(chain.state);
    }

    @Test
    void whoeverNeverProposesIsTakenOutForATime() {
        staking.silent = 2;
        staking.epoch();
        assertThat(validator(2).getJailed()).isTrue();
        assertThat(validator(1).getJailed()).isFalse();
        assertThat(number(totals().getSlashed())).isEqualTo(StakingChain.BOND / 10_000);
        expect("JAILED", 2, Unjail.getDefaultInstance());
        expect("JAILED", 1, Unjail.getDefaultInstance());
        expect("NO_VALIDATOR", BOB, Unjail.getDefaultInstance());
        chain.pass(StakingChain.JAIL_S * 1_000);
        expect("OK", 2, Unjail.getDefaultInstance());
        assertThat(validator(2).getJailed()).isFalse();
        chain.executor.audit(chain.state);
    }

    private CreateValidator create(int account) {
        try (SigningKey key = StakingChain.votingKey(account)) {
            byte[] proven = Hash.sha256(
                            chain.id.toBytes(),
                            TestChain.account(account).hash().toBytes())
                    .toBytes();
            byte[] proof = key.sign("IXI-validator-v1".getBytes(StandardCharsets.US_ASCII), proven, new byte[32]);
            return CreateValidator.newBuilder()
                    .setPublicKey(ByteString.copyFrom(key.publicKey().unsafeArray()))
                    .setProof(ByteString.copyFrom(proof))
                    .setBond(amount(StakingChain.BOND))
                    .setCommissionPpm(10_000)
                    .build();
        }
    }

    @Test
    void aNewValidatorVotesFromTheEpochAfterTheNext() {
        CreateValidator create = create(BOB);
        expect("BOND_LOW", BOB, create.toBuilder().setBond(amount(1)).build());
        expect("COMMISSION", BOB, create.toBuilder().setCommissionPpm(500_001).build());
        expect(
                "BAD_KEY",
                BOB,
                create.toBuilder().setProof(create(CAROL).getProof()).build());
        expect("BAD_KEY", BOB, create.toBuilder().clearPublicKey().build());
        expect("IS_VALIDATOR", 0, create(0));
        expect(
                "INSUFFICIENT_FREE",
                BOB,
                create.toBuilder().setBond(Amount.MAX.toByteString()).build());
        expect("OK", BOB, create);
        expect("IS_VALIDATOR", BOB, create);
        staking.epoch();
        assertThat(chain.executor.validators(chain.state).orElseThrow().set()).hasSize(StakingChain.OPERATORS);
        assertThat(chain.executor.nextValidators(chain.state).orElseThrow().set())
                .hasSize(StakingChain.OPERATORS + 1);
        staking.epoch();
        Validators.Epoch epoch = chain.executor.validators(chain.state).orElseThrow();
        assertThat(epoch.set()).hasSize(StakingChain.OPERATORS + 1);
        assertThat(epoch.set().getLast().publicKey())
                .isEqualTo(Bytes.wrap(create.getPublicKey().toByteArray()));
        SetResult set = chain.ask("staking/set", SetQuery.getDefaultInstance(), SetResult.getDefaultInstance());
        assertThat(set.getCurrent(StakingChain.OPERATORS).getValidator()).isEqualTo(of(BOB));
        ValidatorsResult page = chain.ask(
                "staking/validators",
                ValidatorsQuery.newBuilder().setLimit(3).build(),
                ValidatorsResult.getDefaultInstance());
        assertThat(page.getValidatorsCount()).isEqualTo(3);
        assertThat(page.getNext().isEmpty()).isFalse();
        chain.executor.audit(chain.state);
    }

    /** Four of five are a quorum, four of six are not: the second newcomer waits until the first has proposed. */
    @Test
    void newcomersComeInAsFarAsTheNetworkGoesOnWithoutThem() {
        expect("OK", BOB, create(BOB));
        expect("OK", CAROL, create(CAROL));
        staking.epoch();
        assertThat(upcoming()).isEqualTo(StakingChain.OPERATORS + 1);
        staking.epoch();
        assertThat(upcoming()).isEqualTo(StakingChain.OPERATORS + 1);
        staking.epoch();
        assertThat(upcoming()).isEqualTo(StakingChain.OPERATORS + 2);
        chain.executor.audit(chain.state);
    }

    /** Three who leave at once go one after the other. */
    @Test
    void aThirdOfThePowerDoesNotLeaveAtOnce() {
        for (int account = 0; account < 3; account++) {
            expect("OK", account, undelegate(account, StakingChain.BOND));
        }
        staking.epoch();
        assertThat(upcoming()).isEqualTo(StakingChain.OPERATORS - 1);
        staking.epoch();
        assertThat(upcoming()).isEqualTo(StakingChain.OPERATORS - 2);
        staking.epoch();
        assertThat(upcoming()).isEqualTo(1);
        chain.executor.audit(chain.state);
    }

    private int upcoming() {
        return chain.executor.nextValidators(chain.state).orElseThrow().set().size();
    }

    @Test
    void commissionsMoveSlowly() {
        EditValidator more =
                EditValidator.newBuilder().setCommissionPpm(110_000).build();
        expect("NO_VALIDATOR", BOB, more);
        expect("COMMISSION", 0, more.toBuilder().setCommissionPpm(110_001).build());
        expect("COMMISSION", 0, more.toBuilder().setCommissionPpm(600_000).build());
        expect("OK", 0, more);
        expect("COMMISSION", 0, more);
        staking.epoch();
        expect("OK", 0, more.toBuilder().setCommissionPpm(120_000).build());
    }

    @Test
    void onlyGovernanceRemovesValidators() {
        expect("NOT_OWNER", 0, RemoveValidator.newBuilder().setValidator(of(1)).build());
    }

    @Test
    void anAccountStakesWithFewValidators() {
        for (int i = 0; i < StakingChain.OPERATORS; i++) {
            expect("OK", BOB, delegate(i, 1_000));
        }
        for (int i = 0; i < 16 - StakingChain.OPERATORS; i++) {
            expect("OK", CAROL + i, create(CAROL + i));
            expect("OK", BOB, delegate(CAROL + i, 1_000));
        }
        expect("OK", 19, create(19));
        expect("TOO_MANY_DELEGATIONS", BOB, delegate(19, 1));
        expect("OK", BOB, delegate(0, 1));
        assertThat(stake(BOB).getDelegationsCount()).isEqualTo(16);
        List<Address> operators = stake(BOB).getDelegationsList().stream()
                .map(d -> Address.of(d.getValidator()))
                .toList();
        assertThat(operators).doesNotHaveDuplicates();
    }

    @Test
    void whatWasSlashedWhollyTakesNoMore() {
        StakingChain harsh = new StakingChain(1_000_000);
        harsh.chain.run(CAROL, harshEvidence(harsh));
        assertThat(harsh.chain.outcome(0, undelegate(0, 1))).isEqualTo("STAKE_LOW");
        harsh.chain.executor.audit(harsh.chain.state);
    }

    private SubmitEvidence harshEvidence(StakingChain harsh) {
        byte[] context = "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII);
        try (SigningKey key = StakingChain.votingKey(0)) {
            Subject one = new Subject.Notarize(proposal(5, 1));
            Subject two = new Subject.Notarize(proposal(5, 2));
            byte[] first = key.sign(context, Wire.signingBytes(harsh.chain.id, one), new byte[32]);
            byte[] second = key.sign(context, Wire.signingBytes(harsh.chain.id, two), new byte[32]);
            return SubmitEvidence.newBuilder()
                    .setValidator(of(0))
                    .setFirst(ByteString.copyFrom(Wire.encode(new Vote(one, 0, Bytes.wrap(first)))))
                    .setSecond(ByteString.copyFrom(Wire.encode(new Vote(two, 0, Bytes.wrap(second)))))
                    .build();
        }
    }
}
