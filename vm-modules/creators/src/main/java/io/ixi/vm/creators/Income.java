package io.ixi.vm.creators;

import io.ixi.vm.creators.proto.CreatorsError;
import io.ixi.vm.creators.proto.SetSplit;
import io.ixi.vm.creators.proto.Share;
import io.ixi.vm.creators.proto.Split;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import java.util.List;

/** Who receives what a creator earns. All of it goes somewhere; what rounding leaves goes to the first share. */
final class Income {
    private static final int PPM = 1_000_000;

    private final Money money;
    private final Address treasury;

    Income(Money money, Address treasury) {
        this.money = money;
        this.treasury = treasury;
    }

    /** Pays a creator through its split, less the platform's fee. */
    void earn(Context context, Address from, Address creator, String asset, Amount amount) throws RejectedException {
        long ppm = new CreatorsState(context.state()).parameters().getFeePpm();
        Amount fee = ppm == 0 ? Amount.ZERO : amount.scaledDown(ppm, PPM);
        money.move(context.state(), from, treasury, asset, fee);
        give(context, from, creator, asset, amount.minus(fee));
    }

    /** Pays an account through its split, all of it. */
    void give(Context context, Address from, Address to, String asset, Amount amount) throws RejectedException {
        List<Share> shares = new CreatorsState(context.state()).split(to).getSharesList();
        Amount left = amount;
        for (int i = shares.size() - 1; i > 0; i--) {
            Amount part = amount.scaledDown(shares.get(i).getPpm(), PPM);
            money.move(context.state(), from, Address.of(shares.get(i).getAccount()), asset, part);
            left = left.minus(part);
        }
        Address first = shares.isEmpty() ? to : Address.of(shares.get(0).getAccount());
        money.move(context.state(), from, first, asset, left);
    }

    static void split(Context context, SetSplit message) throws RejectedException {
        long sum = 0;
        for (int i = 0; i < message.getSharesCount(); i++) {
            Share share = message.getShares(i);
            for (Share earlier : message.getSharesList().subList(0, i)) {
                if (earlier.getAccount().equals(share.getAccount())) {
                    throw RejectedException.of(CreatorsError.BAD_SPLIT);
                }
            }
            if (share.getPpm() < 1 || Address.of(share.getAccount()).isModule()) {
                throw RejectedException.of(CreatorsError.BAD_SPLIT);
            }
            sum += share.getPpm();
        }
        if (message.getSharesCount() > 0 && sum != PPM) {
            throw RejectedException.of(CreatorsError.BAD_SPLIT);
        }
        new CreatorsState(context.state())
                .put(
                        context.signer(),
                        Split.newBuilder().addAllShares(message.getSharesList()).build());
    }
}
