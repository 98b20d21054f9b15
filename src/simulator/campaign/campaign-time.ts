/**
 * What `GetCampaignTimeZone` is answered. The vendor documents the fields and not how they are written: dates are
 * written here as the pages write them, and the server's own clock names no zone.
 *
 * @param now milliseconds since the epoch
 * @param zone IANA time zone of the campaign
 */
export function campaignTime(now: number, zone: string): object {
  return { ZoneName: zone, CampaignTime: shown(now, zone), ServerTime: shown(now, 'UTC') };
}

/** `DD/MM/YYYY HH:mm:ss` */
function shown(now: number, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return format.format(now).replace(', ', ' ');
}
