/** Every page of quality at its address: supervisors have the lists, everybody their own. */

import { Redirect, Route, Switch } from "wouter";
import { Skeleton } from "~/parts";
import { isSupervisor, me } from "~/state/selectors";
import { useDesk } from "~/state/store";
import Calibrations, { Calibration } from "./Calibrations";
import Cards, { CardPage } from "./Cards";
import MyQuality from "./MyQuality";
import { Reviewed, ToReview } from "./Quality";
import Review from "./Review";
import Samples from "./Samples";

export default function QualityPages() {
  const known = useDesk((state) => me(state) !== null);
  const lead = useDesk(isSupervisor);
  if (!known) return <Skeleton rows={10} />;
  if (!lead) {
    return (
      <Switch>
        <Route path="/quality/reviews/:id">{({ id }) => <Review key={id} id={id} />}</Route>
        <Route path="/quality"><MyQuality /></Route>
        <Route><Redirect to="/quality" /></Route>
      </Switch>
    );
  }
  return (
    <Switch>
      <Route path="/quality"><ToReview /></Route>
      <Route path="/quality/reviewed"><Reviewed disputed={false} /></Route>
      <Route path="/quality/disputed"><Reviewed disputed /></Route>
      <Route path="/quality/reviews/:id">{({ id }) => <Review key={id} id={id} />}</Route>
      <Route path="/quality/agents/:id">{({ id }) => <MyQuality key={id} agent={id} />}</Route>
      <Route path="/quality/calibrations"><Calibrations /></Route>
      <Route path="/quality/calibrations/:id">{({ id }) => <Calibration key={id} id={id} />}</Route>
      <Route path="/quality/samples"><Samples /></Route>
      <Route path="/quality/cards"><Cards /></Route>
      <Route path="/quality/cards/:id">{({ id }) => <CardPage key={id} id={id} />}</Route>
      <Route path="/quality/mine"><MyQuality /></Route>
      <Route><Redirect to="/quality" /></Route>
    </Switch>
  );
}
