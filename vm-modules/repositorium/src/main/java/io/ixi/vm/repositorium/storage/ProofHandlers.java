package io.ixi.vm.repositorium.storage;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.Answer;
import io.ixi.vm.repositorium.storage.proto.Clock;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.Fault;
import io.ixi.vm.repositorium.storage.proto.Parameters;
import io.ixi.vm.repositorium.storage.proto.Prove;
import io.ixi.vm.repositorium.storage.proto.Proved;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.RepoError;
import io.ixi.vm.repositorium.storage.proto.ReportFault;
import io.ixi.vm.repositorium.storage.proto.Slot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Epochs, their beacons, proofs and what follows when none comes. */
final class ProofHandlers {
    private static final byte[] BEACON = "IXI-repo-beacon".getBytes(StandardCharsets.US_ASCII);
    private static final int BEACON_DELAY = 2;
    private static final int FAULTS = 3;
    private static final long FORGET = 2 * Deals.MAX_EPOCHS;
    private static final long PPM = 1_000_000;
    private static final int REPORTERS_SHARE = 10;
    private static final long MS = 1_000;

    private final Money money;
    private final Address treasury;

    ProofHandlers(Money money, Address treasury) {
        this.money = money;
        this.treasury = treasury;
    }

    /**
     * The end of a block: an epoch's second block gives its beacon, from the state that this block began with. The next
     * epoch begins when its time has come and the beacon has stood for long enough to be answered, so that nobody is at
     * fault for hours in which the chain stood still.
     */
    static void endBlock(Context context) {
        StorageState state = new StorageState(context.state());
        Clock clock = state.clock();
        Parameters parameters = state.parameters();
        long height = context.block().height();
        long now = context.block().parentTimeMs();
        long age = height - clock.getSinceHeight();
        if (!clock.hasBeacon() && age >= BEACON_DELAY) {
            byte[] number =
                    ByteBuffer.allocate(Long.BYTES).putLong(clock.getEpoch()).array();
            Hash beacon = Hash.sha256(BEACON, number, context.seed().toBytes());
            state.put(clock.toBuilder()
                    .setBeacon(ByteString.copyFrom(beacon.toBytes()))
                    .build());
        } else if (age >= BEACON_DELAY + parameters.getAnswerBlocks()
                && now >= clock.getSinceMs() + parameters.getEpochS() * MS) {
            state.put(Clock.newBuilder()
                    .setEpoch(clock.getEpoch() + 1)
                    .setSinceMs(now)
                    .setSinceHeight(height)
                    .build());
        }
    }

    /** Whether the provider has an answer to give now. */
    static boolean open(Clock clock, Provider provider) {
        return clock.hasBeacon()
                && provider.getSlots() > 0
                && !provider.getFailed()
                && provider.getAccounted() < clock.getEpoch();
    }

    void prove(Context context, Prove message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Address account = context.signer();
        Provider provider = new Deals(money, context).provider(account);
        Clock clock = state.clock();
        if (!open(clock, provider) || message.getEpoch() != clock.getEpoch()) {
            throw RejectedException.of(RepoError.WINDOW);
        }
        answers(state, account, provider, clock, message.getAnswersList());
        Provider known = provider;
        while (!known.getFailed() && known.getAccounted() + 1 < clock.getEpoch()) {
            known = fault(context, account, known, null);
        }
        if (!known.getFailed()) {
            state.put(account, known.toBuilder().setAccounted(clock.getEpoch()).build());
            context.emit(Proved.newBuilder()
                    .setProvider(account.toByteString())
                    .setEpoch(clock.getEpoch())
                    .build());
        }
    }

    private static void answers(
            StorageState state, Address account, Provider provider, Clock clock, List<Answer> answers)
            throws RejectedException {
        Slots slots = new Slots(state, account);
        long leaves = slots.leaves(provider.getSlots());
        Hash beacon = Hash.of(clock.getBeacon().toByteArray());
        boolean right = answers.size() == Challenge.LEAVES;
        for (int i = 0; right && i < Challenge.LEAVES; i++) {
            Slots.Leaf leaf = slots.at(provider.getSlots(), Challenge.position(beacon, account, i, leaves));
            Slot slot = leaf.slot();
            Deal deal = state.deal(new Place(StorageState.id(slot.getBlob()), slot.getShard()));
            right = deal != null
                    && ShardTree.verify(
                            Hash.of(deal.getRoot().toByteArray()),
                            slot.getLeaves(),
                            leaf.index(),
                            answers.get(i).getLeaf().toByteArray(),
                            answers.get(i).getPath().toByteArray());
        }
        if (!right) {
            throw RejectedException.of(RepoError.BAD_PATH);
        }
    }

    void report(Context context, ReportFault message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Address account = Address.of(message.getProvider());
        Provider provider = new Deals(money, context).provider(account);
        boolean missed = provider.getSlots() > 0
                && !provider.getFailed()
                && provider.getAccounted() + 1 < state.clock().getEpoch();
        if (!missed) {
            throw RejectedException.of(RepoError.WINDOW);
        }
        fault(context, account, provider, context.signer());
    }

    /** Books the first epoch that is not accounted for as a fault. At the third one the provider has failed. */
    private Provider fault(Context context, Address account, Provider provider, @Nullable Address reporter)
            throws RejectedException {
        StorageState state = new StorageState(context.state());
        long epoch = provider.getAccounted() + 1;
        Amount collateral = Amount.of(provider.getCollateral());
        Amount slash = collateral.scaledDown(state.parameters().getSlashPpm(), PPM);
        Amount reward =
                reporter == null || reporter.equals(account) ? Amount.ZERO : slash.scaledDown(1, REPORTERS_SHARE);
        if (reporter != null && !reward.isZero()) {
            take(context, account, reporter, reward);
        }
        if (!slash.minus(reward).isZero()) {
            take(context, account, treasury, slash.minus(reward));
        }
        Provider.Builder next = provider.toBuilder()
                .clearFaults()
                .setAccounted(epoch)
                .setCollateral(collateral.minus(slash).toByteString());
        provider.getFaultsList().stream().filter(old -> old + FORGET > epoch).forEach(next::addFaults);
        next.addFaults(epoch);
        boolean failed = next.getFaultsCount() >= FAULTS;
        if (failed) {
            next.setFailed(true)
                    .setLeft(next.getCollateral())
                    .setLostLeaves(new Slots(state, account).leaves(provider.getSlots()));
            new Deals(money, context).count(-provider.getOffer().getCapacity(), -provider.getUsed(), 0, 0);
        }
        Provider known = next.build();
        state.put(account, known);
        context.emit(Fault.newBuilder()
                .setProvider(account.toByteString())
                .setEpoch(epoch)
                .setSlashed(slash.toByteString())
                .setFailed(failed)
                .build());
        return known;
    }

    private void take(Context context, Address account, Address to, Amount amount) throws RejectedException {
        money.capture(context, account, to, "", amount, StorageModule.ID, Deals.collateralRef(account));
    }
}
