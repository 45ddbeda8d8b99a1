package io.ixi.vm.connect.market;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.market.proto.AcceptOrder;
import io.ixi.vm.connect.market.proto.AcceptQuote;
import io.ixi.vm.connect.market.proto.AddEvidence;
import io.ixi.vm.connect.market.proto.AppealRuling;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.ArbiterQuery;
import io.ixi.vm.connect.market.proto.CancelOrder;
import io.ixi.vm.connect.market.proto.CloseListing;
import io.ixi.vm.connect.market.proto.Confirm;
import io.ixi.vm.connect.market.proto.CreateCalendar;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.DeleteCalendar;
import io.ixi.vm.connect.market.proto.Deliver;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.DisputeQuery;
import io.ixi.vm.connect.market.proto.EditCalendar;
import io.ixi.vm.connect.market.proto.GenesisState;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.ListingQuery;
import io.ixi.vm.connect.market.proto.ListingsQuery;
import io.ixi.vm.connect.market.proto.MarketProto;
import io.ixi.vm.connect.market.proto.MyOrdersQuery;
import io.ixi.vm.connect.market.proto.MyOrdersResult;
import io.ixi.vm.connect.market.proto.NearQuery;
import io.ixi.vm.connect.market.proto.NearResult;
import io.ixi.vm.connect.market.proto.OfferQuote;
import io.ixi.vm.connect.market.proto.OpenDispute;
import io.ixi.vm.connect.market.proto.OrderInfo;
import io.ixi.vm.connect.market.proto.OrderQuery;
import io.ixi.vm.connect.market.proto.Parameters;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.Quote;
import io.ixi.vm.connect.market.proto.QuoteQuery;
import io.ixi.vm.connect.market.proto.RefundPart;
import io.ixi.vm.connect.market.proto.RegisterArbiter;
import io.ixi.vm.connect.market.proto.RejectOrder;
import io.ixi.vm.connect.market.proto.RemoveOrder;
import io.ixi.vm.connect.market.proto.ReplyReview;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.ReputationQuery;
import io.ixi.vm.connect.market.proto.Reschedule;
import io.ixi.vm.connect.market.proto.RetireArbiter;
import io.ixi.vm.connect.market.proto.Review;
import io.ixi.vm.connect.market.proto.ReviewQuery;
import io.ixi.vm.connect.market.proto.Rule;
import io.ixi.vm.connect.market.proto.SetDays;
import io.ixi.vm.connect.market.proto.SlotsQuery;
import io.ixi.vm.connect.market.proto.SlotsResult;
import io.ixi.vm.connect.market.proto.StartService;
import io.ixi.vm.connect.market.proto.StoredReview;
import io.ixi.vm.connect.market.proto.UpdateListing;
import io.ixi.vm.connect.market.proto.WithdrawQuote;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.OpenOrders;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The market module: wiring. */
public final class MarketModule implements Module, GateSource, OpenOrders {
    static final int ID = 10;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setFeePpm(10_000)
            .setArbiterPpm(10_000)
            .setArbiterBond(1_000_000_000)
            .setSilencePpm(100_000)
            .setRuleS(1_209_600)
            .setAppealS(259_200)
            .setKeepS(2_592_000)
            .build();

    /** A lost dispute or a called off order weighs as much as this many completed ones. */
    private static final long FAULT = 10;

    private final ListingHandlers listings;
    private final CalendarHandlers calendars;
    private final PlaceHandlers places;
    private final OrderHandlers orders;
    private final DisputeHandlers disputes;
    private final Arbiters arbiters;
    private final MarketInvariants invariants;

    /** @param treasury who receives the platform's fee and what silent arbiters lose */
    public MarketModule(Money money, Address treasury) {
        Deposits deposits = new Deposits(money, ID);
        Settlement settlement = new Settlement(money, treasury);
        this.arbiters = new Arbiters(money, treasury);
        this.disputes = new DisputeHandlers(settlement, arbiters);
        this.listings = new ListingHandlers(money, deposits);
        this.calendars = new CalendarHandlers(deposits);
        this.places = new PlaceHandlers(money, deposits, settlement);
        this.orders = new OrderHandlers(deposits, settlement, disputes);
        this.invariants = new MarketInvariants(money);
    }

    @Override
    public FileDescriptor descriptor() {
        return MarketProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(CreateListing.getDefaultInstance(), listings::create),
                Handler.of(UpdateListing.getDefaultInstance(), listings::update),
                Handler.of(CloseListing.getDefaultInstance(), listings::close),
                Handler.of(CreateCalendar.getDefaultInstance(), calendars::create),
                Handler.of(EditCalendar.getDefaultInstance(), CalendarHandlers::edit),
                Handler.of(SetDays.getDefaultInstance(), CalendarHandlers::setDays),
                Handler.of(DeleteCalendar.getDefaultInstance(), calendars::delete),
                Handler.of(PlaceOrder.getDefaultInstance(), places::place),
                Handler.of(OfferQuote.getDefaultInstance(), places::offer),
                Handler.of(WithdrawQuote.getDefaultInstance(), places::withdraw),
                Handler.of(AcceptQuote.getDefaultInstance(), places::accept),
                Handler.of(AcceptOrder.getDefaultInstance(), OrderHandlers::accept),
                Handler.of(RejectOrder.getDefaultInstance(), orders::reject),
                Handler.of(CancelOrder.getDefaultInstance(), orders::cancel),
                Handler.of(Reschedule.getDefaultInstance(), OrderHandlers::reschedule),
                Handler.of(StartService.getDefaultInstance(), OrderHandlers::start),
                Handler.of(Deliver.getDefaultInstance(), OrderHandlers::deliver),
                Handler.of(Confirm.getDefaultInstance(), orders::confirm),
                Handler.of(RefundPart.getDefaultInstance(), orders::refund),
                Handler.of(OpenDispute.getDefaultInstance(), disputes::open),
                Handler.of(AddEvidence.getDefaultInstance(), DisputeHandlers::addEvidence),
                Handler.of(Rule.getDefaultInstance(), disputes::rule),
                Handler.of(AppealRuling.getDefaultInstance(), disputes::appeal),
                Handler.of(PokeOrder.getDefaultInstance(), orders::poke),
                Handler.of(Review.getDefaultInstance(), ReviewHandlers::review),
                Handler.of(ReplyReview.getDefaultInstance(), ReviewHandlers::reply),
                Handler.of(RegisterArbiter.getDefaultInstance(), arbiters::register),
                Handler.of(RetireArbiter.getDefaultInstance(), arbiters::retire),
                Handler.of(RemoveOrder.getDefaultInstance(), orders::remove));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(NearQuery.getDefaultInstance(), NearResult.getDefaultInstance(), MarketQueries::near),
                Query.of(ListingQuery.getDefaultInstance(), Listing.getDefaultInstance(), MarketQueries::listing),
                Query.of(ListingsQuery.getDefaultInstance(), NearResult.getDefaultInstance(), MarketQueries::listings),
                Query.of(SlotsQuery.getDefaultInstance(), SlotsResult.getDefaultInstance(), MarketQueries::slots),
                Query.of(OrderQuery.getDefaultInstance(), OrderInfo.getDefaultInstance(), MarketQueries::order),
                Query.of(
                        MyOrdersQuery.getDefaultInstance(),
                        MyOrdersResult.getDefaultInstance(),
                        MarketQueries::myOrders),
                Query.of(QuoteQuery.getDefaultInstance(), Quote.getDefaultInstance(), MarketQueries::quote),
                Query.of(DisputeQuery.getDefaultInstance(), Dispute.getDefaultInstance(), MarketQueries::dispute),
                Query.of(ReviewQuery.getDefaultInstance(), StoredReview.getDefaultInstance(), MarketQueries::review),
                Query.of(
                        ReputationQuery.getDefaultInstance(),
                        Reputation.getDefaultInstance(),
                        MarketQueries::reputation),
                Query.of(ArbiterQuery.getDefaultInstance(), Arbiter.getDefaultInstance(), MarketQueries::arbiter));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new MarketState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.REPUTATION;
    }

    /** Completed orders, less ten for each lost dispute or called off order, are at least the number. */
    @Override
    public boolean holds(Overlay state, Address account, Condition condition, long timeMs) {
        Reputation known = new MarketState(state).reputation(account);
        long faults = known.getDisputesLost() + known.getCalledOff();
        return known.getCompleted() - FAULT * faults >= Integer.toUnsignedLong(condition.getReputation());
    }

    @Override
    public void cancel(Context context, Address owner, Hash ref) throws RejectedException {
        orders.callOff(context, owner, ref);
    }

    @Override
    public void check(Overlay block) {
        invariants.check(block);
    }

    @Override
    public void audit(Overlay state) {
        invariants.audit(state);
    }
}
