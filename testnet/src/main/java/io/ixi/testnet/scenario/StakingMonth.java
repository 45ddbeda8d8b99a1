package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.SupplyQuery;
import io.ixi.vm.economy.bank.proto.SupplyResult;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.economy.staking.proto.ClaimRewards;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.GenesisState;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.ParametersQuery;
import io.ixi.vm.economy.staking.proto.Redelegate;
import io.ixi.vm.economy.staking.proto.SetQuery;
import io.ixi.vm.economy.staking.proto.SetResult;
import io.ixi.vm.economy.staking.proto.StakeQuery;
import io.ixi.vm.economy.staking.proto.StakeResult;
import io.ixi.vm.economy.staking.proto.SubmitEvidence;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.economy.staking.proto.TotalsQuery;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.economy.staking.proto.ValidatorQuery;
import io.ixi.vm.economy.staking.proto.ValidatorResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Thirty epochs: stake, rewards, a validator that signs twice and is slashed; every unit is accounted for. */
final class StakingMonth implements Scenario {
    private static final int DAYS = 30;
    private static final int EPOCH_BLOCKS = 10;
    private static final int UNBONDING_S = 60;
    private static final long LONGEST_EPOCH = 20;
    private static final long BOND = 50_000;
    private static final long PPM = 1_000_000;

    /** Modules whose accounts hold native units: fee, staking, governance with the treasury. */
    private static final List<Integer> MODULES = List.of(3, 4, 21);

    @Override
    public String name() {
        return "staking-month";
    }

    @Override
    public List<String> cast() {
        return List.of("operator", "loyal", "careful", "mover", "witness");
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.module("staking", GenesisState.getDefaultInstance(), state -> {
            Parameters.Builder parameters = (state.hasParameters() ? state.getParameters() : defaults()).toBuilder();
            return state.toBuilder()
                    .setParameters(parameters.setEpochBlocks(EPOCH_BLOCKS).setUnbondingS(UNBONDING_S))
                    .build();
        });
        genesis.heartbeat(200);
    }

    private static Parameters defaults() {
        return StakingModule.DEFAULTS;
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        Parameters parameters =
                stage.ask("staking/parameters", ParametersQuery.getDefaultInstance(), Parameters.getDefaultInstance());
        if (parameters.getEpochBlocks() > LONGEST_EPOCH) {
            throw new IOException("epochs of this network have " + parameters.getEpochBlocks()
                    + " blocks: thirty of them are too long to watch");
        }
        new Play(stage, parameters).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Parameters parameters;
        private final Actor operator;
        private final Actor loyal;
        private final Actor careful;
        private final Actor mover;
        private final Candidate candidate;

        Play(Stage stage, Parameters parameters) {
            this.stage = stage;
            this.parameters = parameters;
            this.operator = stage.actor("operator");
            this.loyal = stage.actor("loyal");
            this.careful = stage.actor("careful");
            this.mover = stage.actor("mover");
            this.candidate = new Candidate(operator);
        }

        void all() throws IOException, RpcException {
            long first = epoch();
            Amount supply = supply();
            Totals before = totals();
            var feesBefore = fees();
            List<ByteString> set = stage.validators();
            stage.step("a validator is created", "OK", stage.send(operator, candidate.create(stage.chain(), BOND)));
            stage.step("loyal stakes 20,000 with an old one", "OK", stage.send(loyal, delegate(set.get(0), 20_000)));
            stage.step("careful stakes 10,000 with the new one", "OK", stage.send(careful, delegate(own(), 10_000)));
            stage.step("mover stakes 5,000 with it too", "OK", stage.send(mover, delegate(own(), 5_000)));
            await(first + 3);
            rewards(set.get(0));
            stage.step("careful takes 4,000 back", "OK", stage.send(careful, undelegate(4_000)));
            stage.step("mover moves 5,000 to an old one", "OK", stage.send(mover, move(set.get(1))));
            stage.step("and back out at once", "REDELEGATED", stage.send(mover, undelegate(set.get(1), 5_000)));
            slashed(set.get(1));
            await(first + DAYS);
            stage.await("careful's unbonded stake", () -> stake(careful).getUnbondingsCount() == 0);
            stage.step("the scheduler paid careful out", 0, stake(careful).getUnbondingsCount());
            everyUnit(supply, before, feesBefore);
        }

        private ByteString own() {
            return operator.bytes();
        }

        private static Message delegate(ByteString validator, long amount) {
            return Delegate.newBuilder()
                    .setValidator(validator)
                    .setAmount(Stage.ixi(amount))
                    .build();
        }

        private Message undelegate(long amount) {
            return undelegate(own(), amount);
        }

        private static Message undelegate(ByteString validator, long amount) {
            return Undelegate.newBuilder()
                    .setValidator(validator)
                    .setAmount(Stage.ixi(amount))
                    .build();
        }

        private Message move(ByteString to) {
            return Redelegate.newBuilder()
                    .setFrom(own())
                    .setTo(to)
                    .setAmount(Stage.ixi(5_000))
                    .build();
        }

        /** What is due is paid to the unit. */
        private void rewards(ByteString validator) throws IOException, RpcException {
            Amount free = stage.free(loyal.address());
            Outcome claim = stage.send(
                    loyal, ClaimRewards.newBuilder().setValidator(validator).build());
            stage.step("loyal claims its rewards", "OK", claim);
            Amount paid = sum(claim.events("staking.RewardsPaid"), "amount");
            stage.step("there are some", true, !paid.isZero());
            stage.step(
                    "they are on its account, less the fee",
                    free.plus(paid).minus(claim.fee()),
                    stage.free(loyal.address()));
        }

        /** Two votes of one view that contradict each other cost a part of all stake with the validator. */
        private void slashed(ByteString moverAt) throws IOException, RpcException {
            Actor witness = stage.actor("witness");
            ValidatorResult staked = validator();
            Amount unbonding = Amount.of(stake(careful).getUnbondings(0).getAmount());
            Message evidence = evidence(epoch());
            Outcome proof = stage.send(witness, evidence);
            stage.step("a witness proves that the new validator signed twice", "OK", proof);
            List<JsonNode> events = proof.events("staking.Slashed");
            stage.step(
                    "a twentieth of what is staked with it is gone",
                    part(Amount.of(staked.getTokens())),
                    sum(events, "bonded"));
            stage.step("and of what is unbonding", part(unbonding), sum(events, "unbonding"));
            stage.step("the same proof again", "JAILED", stage.send(witness, evidence));
            stage.step("somebody stakes with it", "JAILED", stage.send(witness, delegate(own(), 1)));
            Outcome touched = stage.send(
                    mover, ClaimRewards.newBuilder().setValidator(moverAt).build());
            stage.step(
                    "mover pays for what it moved away",
                    part(Amount.of(5_000 * Stage.IXI)),
                    sum(touched.events("staking.Slashed"), "bonded"));
        }

        private Amount part(Amount of) {
            return of.scaledDown(parameters.getSlashDoublePpm(), PPM);
        }

        private static Amount sum(List<JsonNode> events, String field) {
            return events.stream()
                    .map(event -> Amount.parse(event.path(field).asString()))
                    .reduce(Amount.ZERO, Amount::plus);
        }

        private Message evidence(long epoch) {
            return SubmitEvidence.newBuilder()
                    .setValidator(own())
                    .setFirst(candidate.vote(stage.chain(), new Subject.Finalize(new Proposal(epoch, 7, 0, Hash.ZERO))))
                    .setSecond(candidate.vote(stage.chain(), new Subject.Nullify(epoch, 7)))
                    .build();
        }

        /** Supply is what was, what was issued, less what was burned; and it lies on known accounts. */
        private void everyUnit(Amount supply, Totals before, io.ixi.vm.economy.fee.proto.Totals feesBefore)
                throws IOException, RpcException {
            Snapshot now = snapshot();
            Amount issued = Amount.of(now.totals().getIssued()).minus(Amount.of(before.getIssued()));
            Amount slashed = Amount.of(now.totals().getSlashed()).minus(Amount.of(before.getSlashed()));
            Amount burned = Amount.of(now.fees().getBurned()).minus(Amount.of(feesBefore.getBurned()));
            stage.step("units were issued and slashed", "true true", !issued.isZero() + " " + !slashed.isZero());
            stage.step(
                    "supply = before + issued - fees burned - slashed",
                    supply.plus(issued).minus(burned).minus(slashed),
                    now.supply());
            Amount staking = Amount.of(now.totals().getBonded())
                    .plus(Amount.of(now.totals().getUnbonding()))
                    .plus(Amount.of(now.totals().getRewards()));
            stage.step("staking's account = bonded + unbonding + rewards", staking, now.stakingAccount());
            if (stage.own()) {
                stage.step("balances of everybody and every module sum to the supply", now.supply(), now.sum());
            }
        }

        /** Everything at one height: asked again if a block came between. */
        private record Snapshot(
                Amount supply,
                Totals totals,
                io.ixi.vm.economy.fee.proto.Totals fees,
                Amount stakingAccount,
                Amount sum) {}

        private Snapshot snapshot() throws IOException, RpcException {
            Snapshot[] found = new Snapshot[1];
            stage.await("a quiet moment", () -> {
                long height = stage.height();
                Amount sum = Amount.ZERO;
                for (Address account : accounts()) {
                    sum = sum.plus(balance(account));
                }
                found[0] = new Snapshot(supply(), totals(), fees(), balance(Address.ofModule(4)), sum);
                return stage.height() == height;
            });
            return found[0];
        }

        private List<Address> accounts() throws IOException, RpcException {
            List<Address> all = new ArrayList<>();
            MODULES.forEach(module -> all.add(Address.ofModule(module)));
            for (ByteString validator : stage.validators()) {
                all.add(Address.of(validator));
            }
            for (String name : new StakingMonth().cast()) {
                Address address = stage.actor(name).address();
                if (!all.contains(address)) {
                    all.add(address);
                }
            }
            return all;
        }

        private Amount balance(Address account) throws IOException, RpcException {
            BalanceResult balance = stage.ask(
                    "bank/balance",
                    BalanceQuery.newBuilder().setAccount(account.toByteString()).build(),
                    BalanceResult.getDefaultInstance());
            return Amount.of(balance.getFree()).plus(Amount.of(balance.getHeld()));
        }

        private ValidatorResult validator() throws IOException, RpcException {
            return stage.ask(
                    "staking/validator",
                    ValidatorQuery.newBuilder().setValidator(own()).build(),
                    ValidatorResult.getDefaultInstance());
        }

        private StakeResult stake(Actor of) throws IOException, RpcException {
            return stage.ask(
                    "staking/stake",
                    StakeQuery.newBuilder().setAccount(of.bytes()).build(),
                    StakeResult.getDefaultInstance());
        }

        private long epoch() throws IOException, RpcException {
            return stage.ask("staking/set", SetQuery.getDefaultInstance(), SetResult.getDefaultInstance())
                    .getEpoch();
        }

        private void await(long epoch) throws IOException, RpcException {
            long[] now = {epoch()};
            while (now[0] < epoch) {
                long next = now[0] + 1;
                stage.await("epoch " + next, () -> {
                    now[0] = epoch();
                    return now[0] >= next;
                });
            }
        }

        private Totals totals() throws IOException, RpcException {
            return stage.ask("staking/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
        }

        private io.ixi.vm.economy.fee.proto.Totals fees() throws IOException, RpcException {
            return stage.ask(
                    "fee/totals",
                    io.ixi.vm.economy.fee.proto.TotalsQuery.getDefaultInstance(),
                    io.ixi.vm.economy.fee.proto.Totals.getDefaultInstance());
        }

        private Amount supply() throws IOException, RpcException {
            return Amount.of(
                    stage.ask("bank/supply", SupplyQuery.getDefaultInstance(), SupplyResult.getDefaultInstance())
                            .getSupply());
        }
    }
}
