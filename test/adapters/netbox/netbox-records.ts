// A small NetBox of our own: the same rack name in two sites, devices without a name, blades on a chassis, virtual
// machines, and fields that differ by version.

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const url = (path: string, id: number) => `https://netbox.example.com/api/${path}/${id}/`;
const site = (id: number, slug: string) => ({ id, name: slug.toUpperCase(), slug });
const seoul = site(1, 'seoul');
const busan = site(2, 'busan');
const status = (value: string) => ({ value, label: value });
const address = (text: string) => ({ id: 900, address: text, family: { value: 4, label: 'IPv4' } });

function device(id: number, name: string | null, more: Readonly<Record<string, unknown>>) {
  return {
    id,
    url: url('dcim/devices', id),
    name,
    device_type: { id: 7, model: 'R650', slug: 'r650' },
    site: seoul,
    location: null,
    rack: { id: 11, name: 'R12' },
    position: null,
    parent_device: null,
    status: status('active'),
    primary_ip: address(`10.0.0.${id}/24`),
    tenant: { id: 3, name: 'Store Team', slug: 'store-team' },
    tags: [{ id: 1, name: 'Web', slug: 'web' }],
    custom_fields: { service: 'store-web', racked: 2024, note: null },
    ...more,
  };
}

export const netboxRows: Rows = {
  'dcim/sites': [
    { ...seoul, url: url('dcim/sites', 1), time_zone: 'Asia/Seoul' },
    { ...busan, url: url('dcim/sites', 2), time_zone: null },
  ],
  'dcim/locations': [],
  'dcim/racks': [
    { id: 11, url: url('dcim/racks', 11), name: 'R12', site: seoul, u_height: 42 },
    { id: 12, url: url('dcim/racks', 12), name: 'R12', site: busan, u_height: 47 },
    { id: 13, url: url('dcim/racks', 13), name: 'R13', site: seoul, u_height: 42 },
  ],
  'dcim/devices': [
    device(21, 'web-01', { position: 12.5, role: { id: 1, slug: 'server', name: 'Server' } }),
    device(22, 'web-01', {
      site: busan,
      rack: { id: 12, name: 'R12' },
      device_role: { id: 1, slug: 'server' },
    }),
    device(23, null, {
      position: 3,
      primary_ip: null,
      primary_ip4: { id: 1, family: 4, address: '10.0.0.23/32' },
    }),
    device(24, 'chassis', { rack: { id: 13, name: 'R13' }, position: 20 }),
    device(25, 'blade-1', { rack: { id: 13, name: 'R13' }, parent_device: { id: 24 } }),
    device(26, 'broken', { status: status('failed') }),
    device(27, 'coming', { status: status('planned') }),
    device(28, 'odd', { status: status('quarantined'), rack: null }),
  ],
  'virtualization/virtual-machines': [
    {
      id: 21,
      url: url('virtualization/virtual-machines', 21),
      name: 'vm-1',
      status: status('active'),
      vcpus: 2,
      site: null,
      cluster: { id: 5, name: 'c1' },
      device: { id: 21, name: 'web-01' },
      primary_ip: address('10.0.1.1/24'),
    },
    {
      id: 31,
      url: url('virtualization/virtual-machines', 31),
      name: 'vm-2',
      status: status('active'),
      vcpus: 2,
      site: null,
      cluster: { id: 5, name: 'c1' },
      device: null,
      primary_ip: address('2001:db8::2/64'),
    },
  ],
  'virtualization/clusters': [
    {
      id: 5,
      url: url('virtualization/clusters', 5),
      name: 'c1',
      scope_type: 'dcim.site',
      scope_id: 2,
      scope: busan,
    },
  ],
};
