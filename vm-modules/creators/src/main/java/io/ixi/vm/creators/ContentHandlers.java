package io.ixi.vm.creators;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.creators.proto.BuyContent;
import io.ixi.vm.creators.proto.CloseGoal;
import io.ixi.vm.creators.proto.Content;
import io.ixi.vm.creators.proto.ContentBought;
import io.ixi.vm.creators.proto.ContentChanged;
import io.ixi.vm.creators.proto.CreateContent;
import io.ixi.vm.creators.proto.CreateGoal;
import io.ixi.vm.creators.proto.CreatorsError;
import io.ixi.vm.creators.proto.Donate;
import io.ixi.vm.creators.proto.Donated;
import io.ixi.vm.creators.proto.ForgetContent;
import io.ixi.vm.creators.proto.Goal;
import io.ixi.vm.creators.proto.GoalChanged;
import io.ixi.vm.creators.proto.Plan;
import io.ixi.vm.creators.proto.RemoveContent;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;

/** Donations and their goals, and content that is for some only. */
final class ContentHandlers {
    private static final int BOUGHT_BYTES = 16;

    private final Money money;
    private final Deposits deposits;
    private final Income income;

    ContentHandlers(Money money, Deposits deposits, Income income) {
        this.money = money;
        this.deposits = deposits;
        this.income = income;
    }

    private boolean exists(Context context, String asset) {
        return asset.isEmpty() || money.exists(context.state(), asset);
    }

    void donate(Context context, Donate message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Address to = Address.of(message.getTo());
        Amount amount = Amount.of(message.getAmount());
        if (amount.isZero() || to.equals(context.signer()) || to.isModule()) {
            throw RejectedException.of(CreatorsError.BAD_DONATION);
        }
        if (!message.getGoal().isEmpty()) {
            Bytes id = CreatorsState.id(message.getGoal());
            Goal goal = state.goal(id);
            boolean theirs = goal != null
                    && goal.getCreator().equals(message.getTo())
                    && goal.getAsset().equals(message.getAsset());
            if (goal == null || !theirs) {
                throw RejectedException.of(CreatorsError.BAD_DONATION);
            }
            state.put(
                    id,
                    goal.toBuilder()
                            .setRaised(Amount.of(goal.getRaised()).plus(amount).toByteString())
                            .setDonations(goal.getDonations() + 1)
                            .build());
        }
        income.give(context, context.signer(), to, message.getAsset(), amount);
        context.emit(Donated.newBuilder()
                .setFrom(context.signer().toByteString())
                .setTo(message.getTo())
                .setGoal(message.getGoal())
                .setAsset(message.getAsset())
                .setAmount(message.getAmount())
                .build());
    }

    void createGoal(Context context, CreateGoal message) throws RejectedException {
        if (message.getTarget().isEmpty() || !exists(context, message.getAsset())) {
            throw RejectedException.of(CreatorsError.BAD_DONATION);
        }
        Goal goal = Goal.newBuilder()
                .setCreator(context.signer().toByteString())
                .setAsset(message.getAsset())
                .setTarget(message.getTarget())
                .setContentHash(message.getContentHash())
                .build();
        Bytes id = context.newId("goal");
        deposits.lock(context, context.signer(), id, goal.getSerializedSize());
        new CreatorsState(context.state()).put(id, goal);
        emit(context, id, goal, false);
    }

    private static void emit(Context context, Bytes id, Goal goal, boolean closed) {
        context.emit(GoalChanged.newBuilder()
                .setGoal(CreatorsState.bytes(id))
                .setCreator(goal.getCreator())
                .setClosed(closed)
                .build());
    }

    void closeGoal(Context context, CloseGoal message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getGoal());
        Goal goal = state.goal(id);
        if (goal == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "goal");
        }
        if (!goal.getCreator().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        state.deleteGoal(id);
        deposits.unlock(context, id, context.signer());
        emit(context, id, goal, true);
    }

    void create(Context context, CreateContent message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        boolean plan = !message.getPlan().isEmpty();
        if (plan) {
            Plan known = state.plan(CreatorsState.id(message.getPlan()));
            if (known == null || !known.getCreator().equals(context.signer().toByteString())) {
                throw RejectedException.of(CreatorsError.BAD_CONTENT);
            }
        }
        boolean valid = (plan || message.getForSale()) && exists(context, message.getAsset());
        if (!valid) {
            throw RejectedException.of(CreatorsError.BAD_CONTENT);
        }
        if (message.hasGate()) {
            Gates.require(context, message.getGate());
        }
        Content content = Content.newBuilder()
                .setCreator(context.signer().toByteString())
                .setOffer(message)
                .build();
        Bytes id = context.newId("content");
        deposits.lock(context, context.signer(), id, content.getSerializedSize());
        state.put(id, content);
        emit(context, id, content, false);
    }

    private static void emit(Context context, Bytes id, Content content, boolean removed) {
        context.emit(ContentChanged.newBuilder()
                .setContent(CreatorsState.bytes(id))
                .setCreator(content.getCreator())
                .setRemoved(removed)
                .build());
    }

    private static Content known(CreatorsState state, Bytes id) throws RejectedException {
        Content content = state.content(id);
        if (content == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "content");
        }
        return content;
    }

    void remove(Context context, RemoveContent message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getContent());
        Content content = known(state, id);
        if (!content.getCreator().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        state.deleteContent(id);
        deposits.unlock(context, id, context.signer());
        emit(context, id, content, true);
    }

    void forget(Context context, ForgetContent message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getContent());
        Address buyer = context.signer();
        if (!state.bought(id, buyer)) {
            throw RejectedException.of(KernelError.NOT_FOUND, "purchase");
        }
        deposits.unlock(context, new CreatorsState.Place(id, buyer).bytes(), buyer);
        state.deleteBought(id, buyer);
    }

    void buy(Context context, BuyContent message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getContent());
        Content content = known(state, id);
        Address buyer = context.signer();
        if (!content.getOffer().getForSale()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        if (state.bought(id, buyer) || content.getCreator().equals(buyer.toByteString())) {
            throw RejectedException.of(CreatorsError.BOUGHT_ALREADY);
        }
        if (content.getOffer().hasGate()) {
            context.require(content.getOffer().getGate(), buyer);
        }
        Amount price = Amount.of(content.getOffer().getPrice());
        if (price.compareTo(Amount.of(message.getExpectedPrice())) > 0) {
            throw RejectedException.of(CreatorsError.PRICE_OVER_CAP);
        }
        Bytes deposit = new CreatorsState.Place(id, buyer).bytes();
        deposits.lock(context, buyer, deposit, BOUGHT_BYTES);
        income.earn(
                context,
                buyer,
                Address.of(content.getCreator()),
                content.getOffer().getAsset(),
                price);
        state.putBought(id, buyer, context.block().parentTimeMs());
        context.emit(ContentBought.newBuilder()
                .setContent(message.getContent())
                .setBuyer(buyer.toByteString())
                .setCreator(content.getCreator())
                .build());
    }
}
